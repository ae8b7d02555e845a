"""Bark: text in, a waveform out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.bark import WHOLE
from parity.backends import BACKENDS
from parity.checks import difference

from auto_core import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.bark import BarkProcessor

theirs: Any = oracle.transformers
STAGES: dict[str, Any] = dict(
    semantic_config=dict(
        eos_token_id=12,
        pad_token_id=12,
        max_new_tokens=9,
        text_encoding_offset=14,
        text_pad_token=68,
        semantic_infer_token=69,
        semantic_vocab_size=12,
        max_input_semantic_length=10,
        semantic_rate_hz=50.0,
    ),
    coarse_acoustics_config=dict(
        coarse_semantic_pad_token=40,
        coarse_rate_hz=75,
        coarse_infer_token=41,
        max_coarse_input_length=8,
        max_coarse_history=9,
        sliding_window_len=4,
        pad_token_id=40,
    ),
    fine_acoustics_config=dict(
        max_fine_history_length=5, max_fine_input_length=10, n_fine_codebooks=4
    ),
    codebook_size=8,
)
VOICE = {
    "semantic_prompt": np.array([3, 1, 4, 1, 5, 9, 2]),
    "coarse_prompt": np.array([[2, 7, 1, 5, 2, 0, 1, 3, 4], [1, 4, 1, 4, 2, 1, 3, 5, 6]]),
    "fine_prompt": np.arange(4 * 9).reshape(4, 9) % 8,
}
NAMES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A Bark of letters, with one voice."""
    folder = tmp_path_factory.mktemp("bark")
    (folder / "vocab.txt").write_text("\n".join(NAMES))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer"}))
    (folder / "voices").mkdir()
    paths = {}
    for part, value in VOICE.items():
        paths[part] = f"voices/{part}.npy"
        np.save(folder / paths[part], value)
    voices = {"repo_or_path": str(folder), "v2/someone": paths}
    (folder / "speaker_embeddings_path.json").write_text(json.dumps(voices))
    model = oracle.reference("BarkModel", "BarkConfig", WHOLE).float()
    oracle.save(model, folder)
    (folder / "generation_config.json").write_text(json.dumps(STAGES))
    for name, values in STAGES.items():
        setattr(model.generation_config, name, values)
    return folder, model


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("voice", [None, "v2/someone"])
def test_from_text_to_a_waveform(backend: str, voice: Any, files: tuple[Path, Any]) -> None:
    folder, reference = files
    processor = AutoProcessor.from_pretrained(folder)
    assert isinstance(processor, BarkProcessor)
    exact_processor = theirs.BarkProcessor.from_pretrained(folder)
    call: dict[str, Any] = dict(text=["a b c d", "e f"], voice_preset=voice, max_length=10)
    inputs = processor(**call, return_tensors="np")
    right = exact_processor(**call, return_tensors="pt")
    assert np.array_equal(inputs["input_ids"], right["input_ids"].numpy())
    assert np.array_equal(inputs["attention_mask"], right["attention_mask"].numpy())
    model = backends.load(backend, "BarkModel", folder)
    long = {"semantic_min_new_tokens": 6}
    for options in (long, long | {"return_output_lengths": True}, {"min_eos_p": 0.5}):
        with torch.no_grad():
            exact = reference.generate(**right, **options)
        found = model.generate(**inputs, **options)
        if "return_output_lengths" in options:
            (exact, counts), (found, ours) = exact, found
            assert list(ours) == list(counts)
        values = np.asarray(found)
        assert values.shape == exact.shape
        assert difference(values, exact.numpy()) < 1e-4


def test_sampled_codes_follow_a_seed(files: tuple[Path, Any]) -> None:
    folder, _ = files
    model = backends.load("numpy", "BarkModel", folder)
    ids = np.array([[5, 6, 7, 8, 0, 0, 0, 0, 0, 0]])
    options: dict[str, Any] = dict(do_sample=True, temperature=0.7, fine_temperature=0.5)
    first, again, other = (
        np.asarray(model.generate(ids, **options, seed=seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_voices_that_are_not_there(files: tuple[Path, Any]) -> None:
    folder, _ = files
    processor = AutoProcessor.from_pretrained(folder)
    with pytest.raises(InputError, match="'v2/someome'.*v2/someone"):
        processor("a", voice_preset="v2/someome")
    with pytest.raises(InputError, match="no fine_prompt"):
        processor("a", voice_preset={k: v for k, v in VOICE.items() if k != "fine_prompt"})
    model = backends.load("numpy", "BarkModel", folder)
    with pytest.raises(InputError, match="no semantic_prompt"):
        model.generate(np.array([[5]]), history_prompt={})
