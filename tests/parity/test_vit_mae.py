"""ViT-MAE: the encoder of unmasked patches and the reconstruction of the others."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected

CASES = architecture("vit_mae").by_id()


PRETRAINING = CASES["ForPreTraining-default"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_without_noise_patches_are_hidden_at_random(backend: str) -> None:
    reference = expected(PRETRAINING)
    model = backends.load(backend, PRETRAINING.head, reference.directory)
    pixels = {"pixel_values": reference.inputs["pixel_values"]}
    masks = [backends.run(backend, model, pixels)["mask"] for _ in range(8)]
    assert {float(row.sum()) for mask in masks for row in mask} == {7.0}
    assert len({mask.tobytes() for mask in masks}) > 1


def test_patches_become_the_image_again() -> None:
    reference = expected(PRETRAINING)
    model = backends.load("numpy", PRETRAINING.head, reference.directory)
    pixels = np.asarray(reference.inputs["pixel_values"])
    np.testing.assert_array_equal(model.unpatchify(model.patchify(pixels)), pixels)
