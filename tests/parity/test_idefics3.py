"""Idefics3 and SmolVLM: texts with unlike numbers of images, and positions of patches."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from parity import backends
from parity.arch import architecture
from parity.architectures.idefics3 import SMALL, UNLIKE, with_images
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected, of_tokens
from parity.towers import check_method

from auto_core.errors import InputError
from auto_core.models.idefics3 import Idefics3VisionEmbeddings

LM = "ForConditionalGeneration-default"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", ["idefics3", "smolvlm"])
def test_unlike_numbers_of_images(name: str, backend: str) -> None:
    case = dataclasses.replace(
        architecture(name).by_id()[LM],
        name=f"{name}-unlike",
        inputs=with_images(*UNLIKE, **SMALL, cut=9),
    )
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    mask = reference.inputs["attention_mask"] != 0
    found = backends.call(backend, model, reference.inputs).logits
    exact = of_tokens(reference.exact["logits"], mask)
    assert difference(of_tokens(np.asarray(found), mask), exact) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_images(backend: str) -> None:
    case = architecture("idefics3").by_id()[LM]
    names = ["pixel_values", "pixel_attention_mask"]
    check_method(case, backend, "get_image_features", names, output_hidden_states=True)


@pytest.mark.parametrize("count", [1, 2, 7, 13, 25, 49, 50, 69, 70])
@pytest.mark.parametrize("side", [26, 27, 32, 70])
def test_positions_are_scaled(side: int, count: int) -> None:
    """In float32, as transformers 5 and the authors' code on a GPU do it."""
    embeddings = object.__new__(Idefics3VisionEmbeddings)
    embeddings.__dict__["side"] = side
    found = Idefics3VisionEmbeddings.buckets(embeddings, np.array([count]), count)
    bounds = torch.arange(1 / side, 1.0, 1 / side)
    share = torch.arange(count, dtype=torch.float32) * (1.0 / torch.tensor(count))
    exact = torch.bucketize(torch.clamp(share, max=1.0 - 1e-6), bounds, right=True)
    assert found[0].tolist() == exact.tolist()


def test_images_that_do_not_fit() -> None:
    case = architecture("idefics3").by_id()[LM]
    reference = expected(case)
    model = backends.load("numpy", case.head, reference.directory)
    given = dict(reference.inputs)
    with pytest.raises(InputError, match="a multiple of 2"):
        model.get_image_features(given["pixel_values"][..., :24])
    with pytest.raises(InputError, match="expected \\[batch, images"):
        model(**given | {"pixel_values": given["pixel_values"][:, 0]})
    with pytest.raises(InputError, match="take 12 tokens"):
        cut = given["pixel_values"].copy()
        cut[0, 0] = 0
        model(**given | {"pixel_values": cut})
