"""ModernVBERT: unlike numbers of images, and vectors of images from an earlier call."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.architectures.idefics3 import UNLIKE, with_images
from parity.architectures.modernvbert import SMALL
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected, of_tokens
from parity.towers import check_method

from auto_core.errors import InputError

CASE = architecture("modernvbert").by_id()["ForMaskedLM-default"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_unlike_numbers_of_images(backend: str) -> None:
    make = with_images(*UNLIKE, **SMALL, cut=9)
    reference = expected(dataclasses.replace(CASE, name="modernvbert-unlike", inputs=make))
    model = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    mask = reference.inputs["attention_mask"] != 0
    found = np.asarray(backends.call(backend, model, reference.inputs).logits)
    exact = of_tokens(reference.exact["logits"], mask)
    assert difference(of_tokens(found, mask), exact) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_images(backend: str) -> None:
    names = ["pixel_values", "pixel_attention_mask"]
    check_method(
        architecture("modernvbert").by_id()["Model-default"],
        backend,
        "get_image_features",
        names,
        output_hidden_states=True,
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_vectors_of_an_earlier_call(backend: str) -> None:
    case = architecture("modernvbert").by_id()["Model-default"]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    inputs = dict(reference.inputs)
    first = backends.call(backend, model, inputs)
    del inputs["pixel_values"], inputs["pixel_attention_mask"]
    again = backends.call(
        backend, model, inputs | {"image_hidden_states": first.image_hidden_states}
    )
    truth = np.asarray(first.last_hidden_state)
    assert difference(np.asarray(again.last_hidden_state), truth) <= FLOAT32_TOLERANCE


def test_vectors_of_each_text() -> None:
    case = architecture("modernvbert").by_id()["Model-default"]
    reference = expected(case)
    model = backends.load("numpy", case.head, reference.directory)
    inputs = dict(reference.inputs)
    truth = model(**inputs).last_hidden_state
    pixels, mask = inputs.pop("pixel_values"), inputs.pop("pixel_attention_mask")
    vectors = model.get_image_features(pixels, mask).pooler_output
    found = model(**inputs, image_hidden_states=vectors).last_hidden_state
    np.testing.assert_allclose(found, truth, rtol=1e-5, atol=1e-6)
    with pytest.raises(InputError, match="3 axes"):
        model(**inputs, image_hidden_states=vectors[0][None])
