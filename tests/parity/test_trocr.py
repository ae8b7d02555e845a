"""TrOCR's decoder: alone, behind an image encoder, and what it writes, against transformers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, encoders, oracle
from parity.backends import BACKENDS
from parity.checks import Case, check, difference, expected
from parity.images import TINY_VIT, images
from parity.mutations import assert_seen
from parity.texts import padding, token_ids
from safetensors.numpy import load_file, save_file

from auto_core import TrOCRConfig
from auto_core.errors import ConfigError, InputError

TINY = dict(
    vocab_size=67,
    d_model=24,
    decoder_layers=2,
    decoder_attention_heads=4,
    decoder_ffn_dim=40,
    max_position_embeddings=16,
    cross_attention_hidden_size=14,
)
# As trocr-large has it.
WAVES = TINY | dict(
    use_learned_position_embeddings=False,
    layernorm_embedding=False,
    scale_embedding=True,
    activation_function="relu",
    cross_attention_hidden_size=None,
    tie_word_embeddings=False,
)
WHOLE = dict(
    encoder=TINY_VIT | dict(model_type="vit", qkv_bias=False),
    decoder=WAVES | dict(model_type="trocr", cross_attention_hidden_size=TINY_VIT["hidden_size"]),
    pad_token_id=1,
    decoder_start_token_id=2,
)


@pytest.fixture(autouse=True)
def waves_have_one_dtype(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """transformers keeps the waves that the exact reference has made, even in float32."""
    from transformers.models.trocr.modeling_trocr import TrOCRSinusoidalPositionalEmbedding as Waves

    made = Waves.forward
    monkeypatch.setattr(
        Waves, "forward", lambda self, *args, **named: made(self, *args, **named).float()
    )
    yield


def read(size: int, *, padded: bool = False):
    """Texts of 7 and 4 words about three vectors of an image."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        words, mask = token_ids(rng, 67, 2, 7), padding([7, 4], 7)
        context = rng.standard_normal((2, 3, size)).astype(np.float32)
        inputs = {"input_ids": words, "encoder_hidden_states": context}
        if padded:
            inputs |= {"input_ids": np.where(mask == 1, words, 1), "attention_mask": mask}
            inputs["labels"] = np.where(mask == 1, words, -100)
        return inputs

    return make


CASES = [
    Case(
        f"TrOCR-{name}", head, config, options, inputs, encoders.EVERYTHING, rounded=options != TINY
    )
    for name, head, config, options, inputs in [
        ("learnt", "TrOCRForCausalLM", "TrOCRConfig", TINY, read(14)),
        ("waves", "TrOCRForCausalLM", "TrOCRConfig", WAVES, read(24, padded=True)),
        (
            "whole",
            "VisionEncoderDecoderModel",
            "VisionEncoderDecoderConfig",
            WHOLE,
            images(2, 3, 24, 24, labels=lambda rng: token_ids(rng, 67, 2, 5)),
        ),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_old_file_writes_the_same(backend: str, tmp_path: Path) -> None:
    """Without the encoder's pooler, with a number for the waves and a config of transformers 4."""
    case = CASES[2]
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
    reference = expected(CASES[1])
    model = backends.load("numpy", CASES[1].head, reference.directory, dtype="float64")
    inputs = {key: reference.inputs[key][:1] for key in ("input_ids", "encoder_hidden_states")}
    whole = model(**inputs).logits
    ids = inputs.pop("input_ids")
    first = model(input_ids=ids[:, :3], **inputs, use_cache=True)
    rest = model(input_ids=ids[:, 3:], **inputs, past_key_values=first.past_key_values)
    assert difference(rest.logits, whole[:, 3:]) < 1e-12


@pytest.mark.parametrize(
    "options", [{"scale_embedding": False}, {"activation_function": "gelu"}], ids=str
)
def test_a_wrong_option_is_seen(options: dict[str, Any]) -> None:
    assert_seen(CASES[1], options=options)


def test_sinusoids_need_padding_and_ids() -> None:
    with pytest.raises(ConfigError, match="pad_token_id"):
        TrOCRConfig(use_learned_position_embeddings=False, pad_token_id=None)
    model = backends.load("numpy", CASES[1].head, expected(CASES[1]).directory)
    with pytest.raises(InputError, match="Pass input_ids"):
        model(inputs_embeds=np.zeros((1, 2, 24), np.float32))
