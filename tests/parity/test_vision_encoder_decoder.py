"""Vision encoder-decoders: images in, text out, on all backends, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, encoders, oracle
from parity.backends import BACKENDS, model_class
from parity.checks import Case, check, difference, expected
from parity.images import TINY_VIT, images
from parity.mutations import assert_seen
from parity.texts import padding, token_ids

from auto_core.errors import InputError

VIT = TINY_VIT | dict(model_type="vit")
DECODER = dict(is_decoder=True, add_cross_attention=True)
BERT = encoders.TINY | DECODER | dict(model_type="bert", num_hidden_layers=2)
GPT2 = DECODER | dict(model_type="gpt2", vocab_size=67, n_embd=16, n_layer=2, n_head=4)
SHARED = dict(pad_token_id=1, decoder_start_token_id=2)


def words(*shape: int):
    return lambda rng: token_ids(rng, 67, *shape)


def labels(rng: np.random.Generator) -> np.ndarray:
    found = token_ids(rng, 67, 2, 5)
    found[1, 3:] = -100
    return found


read = dict(decoder_input_ids=words(2, 5), decoder_attention_mask=lambda rng: padding([5, 3], 5))
CASES = [
    Case(
        f"VisionEncoderDecoder-{name}",
        "VisionEncoderDecoderModel",
        "VisionEncoderDecoderConfig",
        SHARED | {"encoder": VIT, "decoder": decoder},
        inputs,
        encoders.EVERYTHING | requests,
    )
    for name, decoder, inputs, requests in [
        ("vit-bert", BERT, images(2, 3, 24, 24, **read), {}),
        ("vit-gpt2", GPT2, images(2, 3, 24, 24, labels=labels), {}),
        (
            "larger",
            GPT2,
            images(2, 3, 32, 24, decoder_input_ids=words(2, 5)),
            {"interpolate_pos_encoding": True},
        ),
    ]
]
BY_NAME = {case.name.partition("-")[2]: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}], ids=["greedy", "beams"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_generation(backend: str, options: dict[str, Any]) -> None:
    case = BY_NAME["vit-gpt2"]
    pixels = expected(case).inputs["pixel_values"]
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    exact = theirs.generate(
        torch.tensor(pixels), max_new_tokens=6, do_sample=False, eos_token_id=None, **options
    )
    model = backends.load(backend, case.head, expected(case).directory)
    found = model.generate(pixels, max_new_tokens=6, do_sample=False, eos_token_id=None, **options)
    np.testing.assert_array_equal(np.asarray(found), exact.numpy())


@pytest.mark.parametrize("backend", BACKENDS)
def test_two_checkpoints(backend: str, tmp_path: Path) -> None:
    plain = ({k: v for k, v in part.items() if k != "model_type"} for part in (VIT, GPT2))
    vit, gpt2 = plain
    oracle.save(oracle.reference("ViTModel", "ViTConfig", vit), tmp_path / "vit")
    oracle.save(oracle.reference("GPT2LMHeadModel", "GPT2Config", gpt2), tmp_path / "gpt2")
    whole = model_class(backend, "VisionEncoderDecoderModel")
    folders = tmp_path / "vit", tmp_path / "gpt2"
    ours = whole.from_encoder_decoder_pretrained(*folders)
    assert not ours.loading_report.initialised
    theirs = oracle.transformers.VisionEncoderDecoderModel.from_encoder_decoder_pretrained(
        *map(str, folders)
    ).eval()
    inputs = BY_NAME["vit-bert"].inputs(np.random.default_rng(0))
    exact = oracle.outputs(theirs, inputs, double=False)["logits"]
    assert difference(backends.run(backend, ours, inputs)["logits"], exact) < 1e-5


def test_a_lost_parameter_is_seen() -> None:
    assert_seen(BY_NAME["vit-bert"], zero="enc_to_dec_proj.bias")


def test_there_must_be_an_image() -> None:
    case = BY_NAME["vit-bert"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="Pass pixel_values"):
        model(decoder_input_ids=np.array([[3]]))
