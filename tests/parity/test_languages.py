"""The languages of MMS: files of a few tensors, taken with a checkpoint or later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.wav2vec2 import OTHER, TINY, sound
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference
from safetensors.torch import save_file

from auto_core.errors import (
    ConfigError,
    FileMissingError,
    UnknownArgumentError,
    WeightMismatchError,
)

LETTERS = {"eng": 13, "fra": 17, "azj-script_latin": 9}
HEAD = "Wav2Vec2ForCTC"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    options = OTHER | {"adapter_attn_dim": 6}
    model = oracle.reference(HEAD, "Wav2Vec2Config", options)
    directory = oracle.save(model, tmp_path_factory.mktemp("mms"))
    generator = torch.Generator().manual_seed(1)
    for language, letters in LETTERS.items():
        own = {}
        for name, parameter in model._get_adapters().items():
            size = (letters, *parameter.shape[1:]) if "lm_head" in name else parameter.shape
            own[name] = torch.randn(size, generator=generator) / 3
        if language == "eng":
            torch.save(own, directory / "adapter.eng.bin")
        else:
            save_file(own, directory / f"adapter.{language}.safetensors")
    return directory


def transcribed(directory: Path, language: str) -> np.ndarray:
    """What transformers transcribes in a language."""
    head: Any = getattr(oracle.transformers, HEAD)
    options = dict(target_lang=language, ignore_mismatched_sizes=True, attn_implementation="eager")
    model = head.from_pretrained(directory, **options).eval()
    return oracle.outputs(model, sound()(np.random.default_rng(0)), double=False)["logits"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_model_changes_its_language(backend: str, checkpoint: Path, tmp_path: Path) -> None:
    inputs = sound()(np.random.default_rng(0))
    family = backends.model_class(backend, "AutoModelForCTC")
    model = family.from_pretrained(checkpoint, target_lang="fra", ignore_mismatched_sizes=True)
    assert not model.loading_report.initialised
    found = backends.run(backend, model, inputs)["logits"]
    assert difference(found, transcribed(checkpoint, "fra")) < FLOAT32_TOLERANCE
    for language in ("azj-script_latin", "eng"):
        model.load_adapter(language)
        assert (model.target_lang, model.config.vocab_size) == (language, LETTERS[language])
        found = backends.run(backend, model, inputs)["logits"]
        assert difference(found, transcribed(checkpoint, language)) < FLOAT32_TOLERANCE
    model.save_pretrained(tmp_path)
    again = backends.load(backend, HEAD, tmp_path)
    np.testing.assert_allclose(backends.run(backend, again, inputs)["logits"], found, atol=1e-6)


def test_an_unknown_language_is_refused_with_the_known(checkpoint: Path) -> None:
    with pytest.raises(FileMissingError, match="Its languages: azj-script_latin, eng, fra"):
        backends.load("numpy", HEAD, checkpoint, target_lang="xyz")


def test_an_adapter_of_another_model_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    model = backends.load("numpy", HEAD, checkpoint)
    model.config._adopt({"name_or_path": str(tmp_path)})
    tensors = {"lm_head.weight": torch.zeros(5, 24), "other": torch.zeros(1)}
    save_file(tensors, tmp_path / "adapter.fra.safetensors")
    before = model.lm_head.weight.data.copy()
    with pytest.raises(
        WeightMismatchError, match=r"Missing: .*lm_head.bias.* Not the model's: oth"
    ):
        model.load_adapter("fra")
    np.testing.assert_array_equal(model.lm_head.weight.data, before)


def test_a_model_without_adapters_has_no_languages(checkpoint: Path, tmp_path: Path) -> None:
    oracle.save(oracle.reference(HEAD, "Wav2Vec2Config", TINY), tmp_path)
    with pytest.raises(ConfigError, match="adapter_attn_dim is None"):
        backends.load("numpy", HEAD, tmp_path).load_adapter("fra")
    with pytest.raises(UnknownArgumentError, match="target_lang"):
        backends.load("numpy", "Wav2Vec2Model", tmp_path, target_lang="fra")
