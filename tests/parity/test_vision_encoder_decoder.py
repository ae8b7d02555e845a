"""Vision encoder-decoders: images in, text out, on all backends, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.vision_encoder_decoder import GPT2, VIT
from parity.backends import BACKENDS, model_class
from parity.checks import difference, expected

from auto_core.errors import InputError

CASES = architecture("vision_encoder_decoder").by_id()


@pytest.mark.parametrize("options", [{}, {"num_beams": 3}], ids=["greedy", "beams"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_generation(backend: str, options: dict[str, Any]) -> None:
    case = CASES["Model-vit-gpt2"]
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
    inputs = CASES["Model-vit-bert"].inputs(np.random.default_rng(0))
    exact = oracle.outputs(theirs, inputs, double=False)["logits"]
    assert difference(backends.run(backend, ours, inputs)["logits"], exact) < 1e-5


def test_there_must_be_an_image() -> None:
    case = CASES["Model-vit-bert"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="Pass pixel_values"):
        model(decoder_input_ids=np.array([[3]]))
