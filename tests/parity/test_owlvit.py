"""OWL-ViT and OWLv2: towers and detection, by text and by image, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.images import images
from parity.mutations import assert_seen
from parity.texts import Inputs
from parity.towers import EVERYTHING, TEXT, VISION, both, check_method, texts

from auto_core.errors import InputError

TINY = dict(text_config=TEXT, vision_config=VISION, projection_dim=TEXT["hidden_size"])
OTHER = dict(
    text_config=TEXT | dict(hidden_act="gelu", layer_norm_eps=1e-3),
    vision_config=VISION | dict(image_size=20, patch_size=4, num_channels=1, hidden_act="relu"),
    projection_dim=TEXT["hidden_size"],
    logit_scale_init_value=1.5,
)
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)


def with_padding(rng: np.random.Generator) -> Inputs:
    """Two images, for which there are two texts and one."""
    inputs = texts([5, 3, 4, 1])(rng)
    inputs["input_ids"][3] = 0
    return inputs | images(2, 1, 20, 20)(rng)


def with_query(rng: np.random.Generator) -> Inputs:
    """Two images, and what to look for: a text, or another image, for each."""
    query = rng.standard_normal((2, 3, 16, 16)).astype(np.float32)
    return texts([3, 3])(rng) | images(2, 3, 16, 16)(rng) | {"query_pixel_values": query}


CASES = [
    Case(f"{family}{head}-{name}", family + head, family + config, options, inputs, requests)
    for name, family, head, config, options, inputs, requests in [
        (
            "default",
            "OwlViT",
            "Model",
            "Config",
            TINY,
            both(texts([7, 4, 2]), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        (
            "other",
            "OwlViT",
            "Model",
            "Config",
            OTHER,
            both(texts([7, 4]), images(2, 1, 20, 20)),
            PAIRS,
        ),
        ("default", "OwlViT", "TextModel", "TextConfig", TEXT, texts([7, 4, 1]), EVERYTHING),
        ("sized", "OwlViT", "VisionModel", "VisionConfig", VISION, images(1, 3, 9, 24), RESIZED),
        (
            "default",
            "OwlViT",
            "ForObjectDetection",
            "Config",
            TINY,
            both(texts([7, 4, 5, 3, 3, 2]), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        ("padded", "OwlViT", "ForObjectDetection", "Config", OTHER, with_padding, EVERYTHING),
        (
            "sized",
            "OwlViT",
            "ForObjectDetection",
            "Config",
            TINY,
            both(texts([7, 4]), images(1, 3, 24, 40)),
            RESIZED,
        ),
        (
            "default",
            "Owlv2",
            "Model",
            "Config",
            TINY,
            both(texts([7]), images(1, 3, 16, 16)),
            EVERYTHING,
        ),
        (
            "default",
            "Owlv2",
            "ForObjectDetection",
            "Config",
            TINY,
            both(texts([7, 4, 5, 3]), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        ("padded", "Owlv2", "ForObjectDetection", "Config", OTHER, with_padding, {}),
        (
            "query",
            "OwlViT",
            "ForObjectDetection",
            "Config",
            TINY,
            both(texts([3, 3]), with_query),
            {},
        ),
        (
            "query",
            "Owlv2",
            "ForObjectDetection",
            "Config",
            TINY,
            both(texts([3, 3]), with_query),
            {},
        ),
    ]
]
BY_NAME = {case.name: case for case in CASES}
WITH_TEXTS = [case for case in CASES if not case.name.endswith("query")]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", WITH_TEXTS, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("family", ["OwlViT", "Owlv2"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_detection_by_image(backend: str, family: str) -> None:
    names = ["pixel_values", "query_pixel_values"]
    case = BY_NAME[f"{family}ForObjectDetection-query"]
    check_method(case, backend, "image_guided_detection", names)


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("get_text_features", ["input_ids", "attention_mask"]),
        ("get_image_features", ["pixel_values"]),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str, method: str, names: list[str]) -> None:
    check_method(BY_NAME["OwlViTModel-default"], backend, method, names)


@pytest.mark.parametrize("part", ["OwlViTTextModel", "OwlViTVisionModel", "OwlViTModel"])
def test_a_checkpoint_of_the_detector_serves_for_its_parts(part: str) -> None:
    directory = expected(BY_NAME["OwlViTForObjectDetection-default"]).directory
    model = backends.load("numpy", part, directory)
    assert not model.loading_report.missing


@pytest.mark.parametrize(
    "name",
    [
        "box_head.dense1.bias",
        "class_head.logit_shift.bias",
        "layer_norm.bias",
        "owlvit.vision_model.pre_layernorm.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["OwlViTForObjectDetection-default"], zero=name)


def test_texts_must_be_shared_out() -> None:
    case = BY_NAME["OwlViTForObjectDetection-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="3 texts cannot be shared out among 2 images"):
        model(
            input_ids=np.ones((3, 4), np.int64), pixel_values=np.zeros((2, 3, 16, 16), np.float32)
        )
