"""TrOCR's decoder: alone, behind an image encoder, and what it writes, against transformers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from parity import backends, encoders, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, check, difference, expected
from parity.images import TINY_VIT, images
from parity.texts import token_ids
from safetensors.numpy import load_file, save_file

from auto_core import TrOCRConfig
from auto_core.errors import ConfigError, InputError

TROCR = architecture("trocr")
WAVES = TROCR.by_id()["ForCausalLM-waves"]
WHOLE = dict(
    encoder=TINY_VIT | dict(model_type="vit", qkv_bias=False),
    decoder=WAVES.options
    | dict(model_type="trocr", cross_attention_hidden_size=TINY_VIT["hidden_size"]),
    pad_token_id=1,
    decoder_start_token_id=2,
)


BEHIND_VIT = Case(
    "TrOCR-whole",
    "VisionEncoderDecoderModel",
    "VisionEncoderDecoderConfig",
    WHOLE,
    images(2, 3, 24, 24, labels=lambda rng: token_ids(rng, 67, 2, 5)),
    encoders.EVERYTHING,
    rounded=True,
)


@pytest.fixture(autouse=True)
def waves_have_one_dtype(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TROCR.patch is not None
    TROCR.patch(monkeypatch)


@pytest.mark.parametrize("backend", BACKENDS)
def test_behind_an_image_encoder(backend: str) -> None:
    check(BEHIND_VIT, backend)


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_old_file_writes_the_same(backend: str, tmp_path: Path) -> None:
    """Without the encoder's pooler, with a number for the waves and a config of transformers 4."""
    case = BEHIND_VIT
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    pixels = reference.inputs["pixel_values"]
    options = dict(max_new_tokens=6, do_sample=False, eos_token_id=None, num_beams=2)
    exact = theirs.generate(torch.tensor(pixels), **options)
    tensors = load_file(reference.directory / "model.safetensors")
    tensors = {name: value for name, value in tensors.items() if ".pooler." not in name}
    tensors["decoder.model.decoder.embed_positions._float_tensor"] = np.zeros(1, np.float32)
    save_file(tensors, tmp_path / "model.safetensors")
    config = json.loads((reference.directory / "config.json").read_text())
    config["decoder"] |= {"decoder_layerdrop": 0.0, "classifier_dropout": 0.0, "max_length": 20}
    config |= {"tie_word_embeddings": False, "processor_class": "TrOCRProcessor"}
    (tmp_path / "config.json").write_text(json.dumps(config))
    model = backends.load(backend, case.head, tmp_path)
    assert set(model.loading_report.initialised) <= {
        "encoder.pooler.dense.weight",
        "encoder.pooler.dense.bias",
    }
    np.testing.assert_array_equal(np.asarray(model.generate(pixels, **options)), exact.numpy())


def test_a_cache_counts_words_without_padding() -> None:
    reference = expected(WAVES)
    model = backends.load("numpy", WAVES.head, reference.directory, dtype="float64")
    inputs = {key: reference.inputs[key][:1] for key in ("input_ids", "encoder_hidden_states")}
    whole = model(**inputs).logits
    ids = inputs.pop("input_ids")
    first = model(input_ids=ids[:, :3], **inputs, use_cache=True)
    rest = model(input_ids=ids[:, 3:], **inputs, past_key_values=first.past_key_values)
    assert difference(rest.logits, whole[:, 3:]) < 1e-12


def test_sinusoids_need_padding_and_ids() -> None:
    with pytest.raises(ConfigError, match="pad_token_id"):
        TrOCRConfig(use_learned_position_embeddings=False, pad_token_id=None)
    model = backends.load("numpy", WAVES.head, expected(WAVES).directory)
    with pytest.raises(InputError, match="Pass input_ids"):
        model(inputs_embeds=np.zeros((1, 2, 24), np.float32))
