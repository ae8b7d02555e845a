"""GPT-2: every head, several configs, caches, all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, compare, expected
from parity.decoding import check_steps
from parity.mutations import assert_seen
from parity.texts import padding, token_ids

from auto_core.errors import ConfigError, InputError

TINY = dict(vocab_size=67, n_positions=33, n_embd=24, n_layer=3, n_head=4, pad_token_id=1)
OTHER = TINY | dict(
    n_head=2,
    n_inner=40,
    activation_function="relu",
    layer_norm_epsilon=1e-3,
    scale_attn_by_inverse_layer_idx=True,
    scale_attn_weights=False,
    num_labels=5,
    eos_token_id=[2, 4],
)
CROSS = TINY | dict(add_cross_attention=True, scale_attn_by_inverse_layer_idx=True)
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def texts(side: str = "right", **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {
            "input_ids": token_ids(rng, 67, 3, 9),
            "attention_mask": padding([9, 5, 1], 9, side=side),
        }
        inputs["input_ids"][inputs["attention_mask"] == 0] = 1
        return inputs | {name: make(rng) for name, make in labels.items()}

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(0, 67, (3, 9))
    labels[:, ::3] = -100
    return labels


def classes(count: int, *shape: int):
    return lambda rng: rng.integers(0, count, shape)


def numbers(*shape: int):
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def choices(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "input_ids": token_ids(rng, 67, 2, 3, 6),
        "attention_mask": padding([6, 2, 4, 6, 5, 3], 6).reshape(2, 3, 6),
        "token_type_ids": rng.integers(0, 67, (2, 3, 6)),
        "mc_token_ids": rng.integers(0, 2, (2, 3)),
        "labels": rng.integers(0, 67, (2, 3, 6)),
        "mc_labels": np.array([2, 0]),
    }


def without_positions(rng: np.random.Generator) -> dict[str, Any]:
    inputs = choices(rng)
    del inputs["mc_token_ids"], inputs["mc_labels"]
    return inputs


def with_context(rng: np.random.Generator) -> dict[str, Any]:
    return texts(labels=words)(rng) | {
        "encoder_hidden_states": rng.standard_normal((3, 7, 24)).astype(np.float32),
        "encoder_attention_mask": padding([7, 2, 4], 7),
    }


def one_word(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, 67, 1, 1)}


def packed(rng: np.random.Generator) -> dict[str, Any]:
    positions = np.array([[0, 1, 2, 0, 1, 0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8]])
    return {"input_ids": token_ids(rng, 67, 2, 9), "position_ids": positions}


def own_mask(rng: np.random.Generator) -> dict[str, Any]:
    mask = np.tril(np.ones((2, 1, 5, 5), bool))
    mask[1, :, :3, :3] = True  # a prefix that attends to itself whole
    return {
        "input_ids": token_ids(rng, 67, 2, 5),
        "attention_mask": np.where(mask, 0.0, np.finfo(np.float32).min).astype(np.float32),
    }


def doubles(**options: Any) -> dict[str, Any]:
    return TINY | options


CASES = [
    Case(f"{head}-{name}", head, "GPT2Config", options, inputs, EVERYTHING)
    for name, head, options, inputs in [
        ("default", "GPT2Model", TINY, texts()),
        ("other", "GPT2Model", OTHER, texts()),
        ("segments", "GPT2Model", TINY, texts(token_type_ids=classes(67, 3, 9))),
        ("embeds", "GPT2Model", TINY, lambda rng: {"inputs_embeds": numbers(2, 5, 24)(rng)}),
        ("own-mask", "GPT2Model", TINY, own_mask),
        ("length-1", "GPT2Model", OTHER, one_word),
        ("default", "GPT2LMHeadModel", TINY, texts(labels=words)),
        ("untied", "GPT2LMHeadModel", OTHER | {"tie_word_embeddings": False}, texts(labels=words)),
        ("cross", "GPT2LMHeadModel", CROSS, with_context),
        ("default", "GPT2DoubleHeadsModel", TINY, choices),
        ("last", "GPT2DoubleHeadsModel", doubles(summary_type="last"), without_positions),
        ("first", "GPT2DoubleHeadsModel", doubles(summary_type="first"), choices),
        (
            "mean",
            "GPT2DoubleHeadsModel",
            doubles(summary_type="mean", summary_activation="tanh", summary_proj_to_labels=False),
            without_positions,
        ),
        ("bare", "GPT2DoubleHeadsModel", doubles(summary_use_proj=False), without_positions),
        ("single", "GPT2ForSequenceClassification", OTHER, texts(labels=classes(5, 3))),
        (
            "regression",
            "GPT2ForSequenceClassification",
            TINY | {"num_labels": 1},
            texts(labels=numbers(3)),
        ),
        (
            "no-padding",
            "GPT2ForSequenceClassification",
            TINY | {"pad_token_id": None},
            lambda rng: {"input_ids": token_ids(rng, 67, 1, 4), "labels": np.array([1])},
        ),
        ("default", "GPT2ForTokenClassification", TINY, texts(labels=classes(2, 3, 9))),
        ("other", "GPT2ForTokenClassification", OTHER, texts(labels=classes(5, 3, 9))),
        (
            "default",
            "GPT2ForQuestionAnswering",
            TINY,
            texts(
                start_positions=lambda rng: np.array([2, 11, 0]),
                end_positions=lambda rng: np.array([4, 8, 1]),
            ),
        ),
        ("other", "GPT2ForQuestionAnswering", OTHER, texts()),
    ]
] + [
    Case(
        "GPT2Model-packed",
        "GPT2Model",
        "GPT2Config",
        TINY,
        packed,
        EVERYTHING | {"use_cache": False},
    ),
    Case(
        "GPT2LMHeadModel-last-two",
        "GPT2LMHeadModel",
        "GPT2Config",
        TINY,
        texts(),
        {"logits_to_keep": 2},
    ),
    *(
        Case(f"{head}-left", head, "GPT2Config", OTHER, inputs, EVERYTHING, padded="attention_mask")
        for head, inputs in [
            ("GPT2LMHeadModel", texts("left")),
            ("GPT2ForSequenceClassification", texts("left", labels=classes(5, 3))),
        ]
    ),
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize("name", ["default", "left", "cross"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_changes_nothing(backend: str, name: str, room: bool) -> None:
    check_steps(BY_NAME[f"GPT2LMHeadModel-{name}"], backend, room=room, sizes=(5, 1, 1, 2))


@pytest.mark.parametrize("backend", BACKENDS)
def test_scores_are_always_computed_in_float32(backend: str) -> None:
    case = BY_NAME["GPT2Model-default"]
    model = backends.load(
        backend, case.head, expected(case).directory, reorder_and_upcast_attn=True
    )
    compare(
        case,
        backend if backend != "numpy" else "torch",
        backends.run(backend, model, expected(case).inputs, **case.requests),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"activation_function": "gelu"},
        {"layer_norm_epsilon": 1e-3},
        {"n_head": 2},
        {"scale_attn_weights": False},
        {"scale_attn_by_inverse_layer_idx": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["GPT2Model-default"], options=change)


@pytest.mark.parametrize(
    "name", ["h.1.attn.c_attn.bias", "h.2.mlp.c_proj.weight", "ln_f.bias", "wpe.weight"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["GPT2Model-default"], zero=name)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"n_head": 5}, "a divisor of n_embd=768"), ({"summary_type": "attn"}, "cls_index")],
)
def test_config_refuses(options: dict[str, Any], message: str) -> None:
    from auto_core import GPT2Config

    with pytest.raises(ConfigError, match=message):
        GPT2Config(**options)


def test_several_texts_need_a_padding_token() -> None:
    case = BY_NAME["GPT2ForSequenceClassification-no-padding"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="pad_token_id is None"):
        model(np.full((2, 3), 5))
