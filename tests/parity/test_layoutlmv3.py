"""LayoutLMv3: text, image and both, every head, on all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends, encoders
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, answer, classes, numbers, texts
from parity.images import images
from parity.mutations import assert_seen

from auto_core.configs.layoutlmv3 import LayoutLMv3Config
from auto_core.errors import ConfigError, InputError

TINY = encoders.TINY | dict(
    num_hidden_layers=2,
    pad_token_id=1,
    coordinate_size=3,
    shape_size=6,
    rel_pos_bins=8,
    max_rel_pos=7,
    rel_2d_pos_bins=12,
    max_rel_2d_pos=40,
    input_size=16,
    patch_size=5,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    has_spatial_attention_bias=False,
    num_labels=11,
)
PLAIN = TINY | dict(has_relative_attention_bias=False)
ALONE = TINY | dict(text_embed=False)


def boxes(rng: np.random.Generator) -> np.ndarray:
    """[3 9 4]: left, top, right, bottom; some of them the wrong way round."""
    corners = rng.integers(0, 900, (3, 9, 2))
    return np.concatenate([corners, corners + rng.integers(-9, 100, (3, 9, 2))], -1).clip(0)


def pages(*, image: bool = True, **labels: Any):
    """Texts with their boxes on the page and, if `image`, the page's image."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = texts(labels, pad=1)(rng) | {"bbox": boxes(rng)}
        return inputs | (images(3, 3, 16, 16)(rng) if image else {})

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((3, 9, 24))} | images(3, 3, 16, 16)(rng)


CASES = [
    Case(
        f"LayoutLMv3{head}-{name}",
        f"LayoutLMv3{head}",
        "LayoutLMv3Config",
        config,
        make,
        EVERYTHING,
    )
    for name, head, config, make in [
        ("default", "Model", TINY, pages()),
        ("text", "Model", TINY, pages(image=False)),
        ("image", "Model", ALONE, images(2, 3, 16, 16)),
        ("vectors", "Model", OTHER, vectors),
        ("plain", "Model", PLAIN, pages()),
        ("classes", "ForSequenceClassification", OTHER, pages(labels=classes(11, 3))),
        ("number", "ForSequenceClassification", TINY | {"num_labels": 1}, pages(labels=numbers(3))),
        ("few", "ForTokenClassification", TINY, pages(labels=classes(2, 3, 9))),
        ("many", "ForTokenClassification", OTHER, pages(labels=classes(11, 3, 9))),
        ("default", "ForQuestionAnswering", TINY, lambda rng: pages()(rng) | answer(rng)),
        ("text", "ForQuestionAnswering", OTHER | {"num_labels": 2}, pages(image=False)),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name",
    [
        "layoutlmv3.encoder.rel_pos_y_bias.weight",
        "layoutlmv3.encoder.rel_pos_bias.weight",
        "layoutlmv3.pos_embed",
        "layoutlmv3.embeddings.h_position_embeddings.weight",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["LayoutLMv3ForQuestionAnswering-default"], zero=name)


@pytest.mark.parametrize(
    "change", [{"max_rel_2d_pos": 20}, {"hidden_act": "gelu_new"}], ids=["distances", "gelu"]
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["LayoutLMv3Model-default"], options=change)


@pytest.mark.parametrize(
    ("case", "inputs", "message"),
    [
        ("Model-default", {}, "Pass input_ids or inputs_embeds, pixel_values"),
        ("Model-image", {"input_ids": np.array([[3]])}, "no text: .* text_embed=False"),
        ("Model-default", {"pixel_values": np.zeros((1, 3, 8, 8))}, "are 8x8 pixels"),
        ("ForTokenClassification-few", {"pixel_values": np.zeros((1, 3, 16, 16))}, "gets a class"),
    ],
    ids=["nothing", "text", "size", "image"],
)
def test_what_it_cannot_read(case: str, inputs: dict[str, Any], message: str) -> None:
    found = BY_NAME[f"LayoutLMv3{case}"]
    model = backends.load("numpy", found.head, expected(found).directory)
    with pytest.raises(InputError, match=message):
        model(**inputs)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"coordinate_size": 100}, "4 of the one and 2 of the other"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=768"),
        ({"max_rel_pos": 8}, "rel_pos_bins is 32, expected .* less than 4 times max_rel_pos=8"),
    ],
    ids=["pieces", "heads", "bins"],
)
def test_config_refuses(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        LayoutLMv3Config(**options)
