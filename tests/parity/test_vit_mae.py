"""ViT-MAE: the encoder of unmasked patches and the reconstruction of the others."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING
from parity.images import TINY_VIT, images
from parity.mutations import assert_seen

TINY = TINY_VIT | dict(
    decoder_num_attention_heads=2,
    decoder_hidden_size=12,
    decoder_num_hidden_layers=2,
    decoder_intermediate_size=14,
)
OTHER = TINY | dict(
    hidden_act="relu", layer_norm_eps=1e-3, mask_ratio=0.4, norm_pix_loss=True, qkv_bias=False
)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)


def noise(*shape: int):
    return lambda rng: rng.random(shape)


CASES = [
    Case(f"ViTMAE{head}-{name}", f"ViTMAE{head}", "ViTMAEConfig", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("default", "Model", TINY, images(2, 3, 24, 24, noise=noise(2, 9)), EVERYTHING),
        ("larger", "Model", OTHER, images(2, 3, 33, 24, noise=noise(2, 12)), ANY_SIZE),
        ("default", "ForPreTraining", TINY, images(2, 3, 24, 24, noise=noise(2, 9)), EVERYTHING),
        ("other", "ForPreTraining", OTHER, images(2, 3, 24, 24, noise=noise(2, 9)), EVERYTHING),
        ("larger", "ForPreTraining", TINY, images(2, 3, 16, 40, noise=noise(2, 10)), ANY_SIZE),
    ]
]
PRETRAINING = CASES[2]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


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


@pytest.mark.parametrize(
    "name",
    [
        "vit.embeddings.position_embeddings",
        "decoder.decoder_pos_embed",
        "decoder.mask_token",
        "decoder.decoder_layers.1.output.dense.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(PRETRAINING, zero=name)
