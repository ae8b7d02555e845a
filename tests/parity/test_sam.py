"""SAM: points, boxes, masks and their mixtures, and the image encoder, against transformers."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, difference, expected
from parity.encoders import EVERYTHING
from parity.images import images
from parity.mutations import assert_seen

# 5 patches along a side: windows of 2 need padding.
VISION = dict(
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=40,
    patch_size=8,
    output_channels=16,
    mlp_dim=24,
    window_size=2,
    global_attn_indexes=[1],
    num_pos_feats=8,
)
DECODER = dict(
    hidden_size=16,
    mlp_dim=20,
    num_hidden_layers=2,
    num_attention_heads=2,
    iou_head_hidden_dim=10,
)
PROMPTS = dict(hidden_size=16, image_size=40, patch_size=8, mask_input_channels=8)
TINY = dict(vision_config=VISION, prompt_encoder_config=PROMPTS, mask_decoder_config=DECODER)
OTHER = dict(
    vision_config=VISION
    | dict(
        hidden_act="relu",
        layer_norm_eps=1e-3,
        qkv_bias=False,
        use_abs_pos=False,
        use_rel_pos=False,
        window_size=3,
    ),
    prompt_encoder_config=PROMPTS | dict(hidden_act="relu", layer_norm_eps=1e-3),
    mask_decoder_config=DECODER
    | dict(
        attention_downsample_rate=4,
        hidden_act="gelu",
        iou_head_depth=4,
        layer_norm_eps=1e-3,
        num_hidden_layers=3,
        num_multimask_outputs=2,
    ),
)


def points(*shape: int):
    return lambda rng: rng.uniform(0, 40, (*shape, 2)).astype(np.float32)


def labels(*shape: int):
    return lambda rng: rng.choice([1, 0, -10], shape)


def boxes(*shape: int):
    return lambda rng: rng.uniform(0, 40, (*shape, 4)).astype(np.float32)


def floats(*shape: int):
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def encoded(**prompts):
    """Prompts of two images that are encoded already."""
    prompts["image_embeddings"] = floats(2, 16, 5, 5)
    return lambda rng: {name: make(rng) for name, make in prompts.items()}


PIXELS = (2, 3, 40, 40)
POINTS = dict(input_points=points(2, 3, 4), input_labels=labels(2, 3, 4))
ONE_MASK = dict(multimask_output=False)
CASES = [
    Case(f"SamModel-{name}", "SamModel", "SamConfig", options, inputs, requests)
    for name, options, inputs, requests in [
        ("points", TINY, images(*PIXELS, **POINTS), EVERYTHING),
        ("other", OTHER, images(*PIXELS, **POINTS, input_boxes=boxes(2, 3)), EVERYTHING),
        ("boxes", TINY, encoded(input_boxes=boxes(2, 2)), ONE_MASK),
        ("masks", TINY, encoded(input_masks=floats(2, 1, 20, 20)), ONE_MASK),
        (
            "personal",
            TINY,
            encoded(
                input_points=points(2, 3, 4),
                attention_similarity=floats(6, 1, 1, 25),
                target_embedding=floats(1, 1, 1, 16),
            ),
            {},
        ),
    ]
] + [
    Case(
        "SamVisionModel-default",
        "SamVisionModel",
        "SamVisionConfig",
        VISION,
        images(*PIXELS),
        EVERYTHING,
    )
]
POINTED = CASES[0]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


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


@pytest.mark.parametrize(
    "name",
    [
        "vision_encoder.pos_embed",
        "vision_encoder.layers.0.attn.rel_pos_h",
        "vision_encoder.layers.1.attn.rel_pos_w",
        "prompt_encoder.not_a_point_embed.weight",
        "prompt_encoder.point_embed.0.weight",
        "prompt_encoder.no_mask_embed.weight",
        "mask_decoder.iou_token.weight",
        "mask_decoder.transformer.layers.1.layer_norm4.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(POINTED, zero=name)
