"""SAM: points, boxes, masks and their mixtures, and the image encoder, against transformers."""

from __future__ import annotations

import importlib

import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import difference, expected

SAM = architecture("sam").by_id()


POINTED = SAM["Model-points"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_image_is_encoded_once_and_prompted_again(backend: str) -> None:
    reference = expected(POINTED)
    inputs = dict(reference.inputs)
    model = backends.load(backend, "SamModel", reference.directory)
    ops = importlib.import_module(f"{backends.PACKAGES[backend][0]}.ops")
    pixels = ops.asarray(inputs.pop("pixel_values"))
    inputs["image_embeddings"] = model.get_image_embeddings(pixels)
    again = backends.run(backend, model, inputs)
    assert difference(again["pred_masks"], reference.exact["pred_masks"]) < 1e-5


def test_the_image_encoder_loads_from_the_whole_model() -> None:
    reference = expected(POINTED)
    model = backends.load("numpy", "SamVisionModel", reference.directory, dtype="float64")
    pixels = {"pixel_values": reference.inputs["pixel_values"]}
    found = backends.run("numpy", model, pixels, output_hidden_states=True)
    exact = reference.exact["vision_hidden_states.2"]
    assert difference(found["hidden_states.2"], exact) < 1e-9
