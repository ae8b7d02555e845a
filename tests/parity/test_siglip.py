"""SigLIP: both towers, apart and together, on all backends, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.images import images
from parity.mutations import assert_seen
from parity.towers import EVERYTHING, TEXT, VISION, both, check_method, texts

OTHER_TEXT = TEXT | dict(projection_size=32, hidden_act="relu", layer_norm_eps=1e-3)
OTHER_VISION = VISION | dict(image_size=20, patch_size=4, num_channels=1, num_attention_heads=4)
HEADLESS = VISION | dict(vision_use_head=False, hidden_act="gelu")
TINY = dict(text_config=TEXT | dict(projection_size=32), vision_config=VISION)
OTHER = dict(text_config=OTHER_TEXT, vision_config=OTHER_VISION)
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)

CASES = [
    Case(f"Siglip{head}-{name}", f"Siglip{head}", f"Siglip{config}", options, inputs, requests)
    for name, head, config, options, inputs, requests in [
        (
            "default",
            "Model",
            "Config",
            TINY,
            both(texts([7, 4, 2]), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        ("other", "Model", "Config", OTHER, both(texts([7, 4]), images(2, 1, 20, 20)), PAIRS),
        ("resized", "Model", "Config", TINY, both(texts([5]), images(1, 3, 25, 32)), RESIZED),
        ("default", "TextModel", "TextConfig", TEXT, texts([7, 4, 1]), EVERYTHING),
        ("default", "VisionModel", "VisionConfig", VISION, images(2, 3, 16, 16), EVERYTHING),
        ("headless", "VisionModel", "VisionConfig", HEADLESS, images(1, 3, 16, 16), EVERYTHING),
        (
            "classes",
            "ForImageClassification",
            "Config",
            OTHER | {"num_labels": 5},
            images(3, 1, 20, 20, labels=lambda rng: rng.integers(0, 5, 3)),
            EVERYTHING,
        ),
        (
            "several",
            "ForImageClassification",
            "Config",
            TINY | {"num_labels": 3},
            images(2, 3, 16, 16, labels=lambda rng: rng.integers(0, 2, (2, 3)).astype(np.float32)),
            {},
        ),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("get_text_features", ["input_ids", "attention_mask"]),
        ("get_image_features", ["pixel_values"]),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str, method: str, names: list[str]) -> None:
    check_method(BY_NAME["SiglipModel-default"], backend, method, names)


@pytest.mark.parametrize(
    "name",
    [
        "logit_bias",
        "text_model.head.bias",
        "vision_model.head.probe",
        "vision_model.head.attention.in_proj_bias",
        "vision_model.head.mlp.fc1.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["SiglipModel-default"], zero=name)


@pytest.mark.parametrize("act", ["gelu", "gelu_new"])
def test_a_wrong_activation_is_seen(act: str) -> None:
    case = BY_NAME[
        "SiglipVisionModel-headless" if act == "gelu_new" else "SiglipVisionModel-default"
    ]
    assert_seen(case, options={"hidden_act": act})
