"""Settings of wrong kinds end in errors of ours that name where they are from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import auto_core
from auto_core import AutoFeatureExtractor, AutoImageProcessor
from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import AutoError, CorruptFileError, InputError


@pytest.mark.parametrize(
    "settings",
    [
        {"model_max_length": [1]},
        {"added_tokens_decoder": {"x": 1}},
        {"added_tokens_decoder": [1]},
        {"added_tokens_decoder": {"1": {"content": 5}}},
        {"extra_special_tokens": 7},
        {"model_input_names": 3},
        {"chat_template": [{"name": "x"}]},
        {"model_specific_special_tokens": [1]},
    ],
    ids=str,
)
def test_tokenizer_settings(
    real_vocabulary: Path, tmp_path: Path, settings: dict[str, Any]
) -> None:
    shutil.copy(real_vocabulary / "tokenizer.json", tmp_path)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    with pytest.raises(AutoError, match=tmp_path.name):
        AutoTokenizer.from_pretrained(tmp_path)


def test_a_template_that_is_no_utf8(real_vocabulary: Path, tmp_path: Path) -> None:
    shutil.copy(real_vocabulary / "tokenizer.json", tmp_path)
    (tmp_path / "chat_template.jinja").write_bytes(b"\xff\xfe")
    with pytest.raises(CorruptFileError, match=r"chat_template\.jinja is no text in UTF-8"):
        AutoTokenizer.from_pretrained(tmp_path)


@pytest.mark.parametrize(
    "settings",
    [{"size": 16777216}, {"size": {"height": "9", "width": 9}}, {"crop_size": -1}],
    ids=str,
)
def test_preprocessor_settings(tmp_path: Path, settings: dict[str, Any]) -> None:
    config = {"image_processor_type": "ViTImageProcessor", **settings}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(config))
    with pytest.raises(AutoError, match="expected sides of 0 to 16384 pixels"):
        AutoImageProcessor.from_pretrained(tmp_path)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("Whisper", {"n_fft": 10**9}),
        ("Whisper", {"feature_size": 10**6}),
        ("Whisper", {"chunk_length": 4096, "sampling_rate": 2**20}),
        ("Whisper", {"chunk_length": "30"}),
        ("Whisper", {"hop_length": 0}),
        ("Whisper", {"hop_length": 1}),
        ("AST", {"max_length": 10**9}),
        ("AST", {"num_mel_bins": 2**20}),
        ("AST", {"mean": "0"}),
        ("Speech2Text", {"num_mel_bins": -1}),
        ("SpeechT5", {"win_length": 10**9}),
        ("SpeechT5", {"sampling_rate": 1}),
        ("Wav2Vec2", {"padding_value": float("nan")}),
    ],
    ids=str,
)
def test_numbers_of_feature_extractors(tmp_path: Path, kind: str, settings: dict[str, Any]) -> None:
    config = {"feature_extractor_type": f"{kind}FeatureExtractor", **settings}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(config))
    with pytest.raises(AutoError, match=r"preprocessor_config\.json.* expected "):
        AutoFeatureExtractor.from_pretrained(tmp_path)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("Qwen2VLImageProcessor", {"patch_size": 10**9}),
        ("Qwen2VLImageProcessor", {"merge_size": 10**9}),
        ("Qwen2VLImageProcessor", {"temporal_patch_size": 10**9}),
        ("VitMatteImageProcessor", {"size_divisor": 10**9}),
        ("LlavaNextImageProcessor", {"image_grid_pinpoints": [[10**6, 10**6]]}),
        (
            "LlavaNextImageProcessor",
            {"image_grid_pinpoints": [[64, 64]], "size": {"shortest_edge": 1},
             "crop_size": {"height": 1, "width": 1}},
        ),
    ],
)  # fmt: skip
def test_numbers_of_image_processors(name: str, settings: dict[str, Any]) -> None:
    """Each would ask for gigabytes."""
    image = np.zeros((3, 64, 64), np.uint8)
    with pytest.raises(InputError, match=next(iter(settings))):
        getattr(auto_core, name).from_dict(settings)(image, return_tensors="np")
