"""LLaMA, Mistral and Qwen2, which are one network: heads, rotations, windows, caches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import Case, check, compare, expected
from parity.decoding import check_steps
from parity.mutations import assert_seen
from parity.texts import padding, token_ids

from auto_core import LlamaConfig, MistralConfig, Qwen2Config
from auto_core.errors import ConfigError

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=3,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=8,
    pad_token_id=1,
)
OTHER = TINY | dict(
    num_key_value_heads=1,
    head_dim=10,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    attention_bias=True,
    mlp_bias=True,
    tie_word_embeddings=True,
    num_labels=5,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def texts(side: str = "right", **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {
            "input_ids": token_ids(rng, 67, 3, 9),
            "attention_mask": padding([9, 5, 1], 9, side=side),
        }
        inputs["input_ids"][inputs["attention_mask"] == 0] = 1
        inputs |= {name: make(rng) for name, make in labels.items()}
        if inputs.get("labels", np.empty(0)).shape == (3, 9):
            inputs["labels"][inputs["attention_mask"] == 0] = -100
        return inputs

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(0, 67, (3, 9))
    labels[:, ::3] = -100
    return labels


def classes(count: int, *shape: int):
    return lambda rng: rng.integers(0, count, shape)


def answers(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 9, 3)


def positions(rng: np.random.Generator) -> dict[str, Any]:
    return texts()(rng) | {"position_ids": rng.integers(0, 40, (3, 9))}


def case(name: str, head: str, options: dict[str, Any], inputs: Any = None, **more: Any) -> Case:
    config = head[: head.index("For")] if "For" in head else head.removesuffix("Model")
    requests = more.pop("requests", EVERYTHING)
    inputs = inputs or texts()
    if "sliding_window" in options:
        more["padded"] = "attention_mask"  # padding far behind a text attends to nothing of it
    return Case(f"{head}-{name}", head, f"{config}Config", options, inputs, requests, **more)


def rope(kind: str, **options: Any) -> dict[str, Any]:
    return TINY | {"rope_parameters": {"rope_type": kind, "rope_theta": 100.0, **options}}


# Texts of 9 tokens are longer than max_position_embeddings=8: long texts for those that differ.
ROTATIONS = {
    "linear": rope("linear", factor=3.0),
    "dynamic": rope("dynamic", factor=4.0),
    "dynamic-short": rope("dynamic", factor=4.0) | {"max_position_embeddings": 20},
    "yarn": rope("yarn", factor=4.0, original_max_position_embeddings=4),
    "yarn-options": rope(
        "yarn",
        factor=4.0,
        original_max_position_embeddings=64,
        beta_fast=4,
        beta_slow=2,
        truncate=False,
        mscale=0.7,
        mscale_all_dim=1.2,
    ),
    "yarn-factor": rope("yarn", factor=2.0, attention_factor=0.8),
    "longrope-long": rope("longrope", short_factor=[1.0, 1.5, 2.0], long_factor=[2.0, 4.0, 9.0]),
    "longrope-short": rope(
        "longrope",
        short_factor=[1.0, 1.5, 2.0],
        long_factor=[2.0, 4.0, 9.0],
        original_max_position_embeddings=16,
        factor=3.0,
    ),
    "llama3": rope(
        "llama3",
        factor=8.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=80,
    ),
    "proportional": rope("proportional", factor=2.0, partial_rotary_factor=0.7),
}

WINDOW = {key: value for key, value in TINY.items()} | {"sliding_window": 3}
SOME_WINDOWS = WINDOW | {"use_sliding_window": True, "max_window_layers": 1}
TYPES = ["sliding_attention", "full_attention", "sliding_attention"]

CASES = [
    case("default", "LlamaModel", TINY),
    case("other", "LlamaModel", OTHER),
    case("positions", "LlamaModel", OTHER, positions),
    case(
        "embeds",
        "LlamaModel",
        TINY,
        lambda rng: {"inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32)},
    ),
    case("length-1", "LlamaModel", TINY, lambda rng: {"input_ids": token_ids(rng, 67, 1, 1)}),
    *(case(name, "LlamaModel", options) for name, options in ROTATIONS.items()),
    case("default", "LlamaForCausalLM", TINY, texts(labels=words)),
    case("tied", "LlamaForCausalLM", OTHER, texts(labels=words)),
    case("left", "LlamaForCausalLM", OTHER, texts("left"), padded="attention_mask"),
    case("dynamic", "LlamaForCausalLM", ROTATIONS["dynamic"]),
    case("last", "LlamaForCausalLM", TINY, requests={"logits_to_keep": 1}),
    case("default", "LlamaForSequenceClassification", TINY, texts(labels=classes(2, 3))),
    case(
        "left",
        "LlamaForSequenceClassification",
        OTHER,
        texts("left", labels=classes(5, 3)),
        padded="attention_mask",
    ),
    case("other", "LlamaForTokenClassification", OTHER, texts(labels=classes(5, 3, 9))),
    case(
        "default",
        "LlamaForQuestionAnswering",
        TINY,
        texts(start_positions=answers, end_positions=answers),
    ),
    case("window", "MistralModel", WINDOW),
    case("all", "MistralModel", TINY | {"sliding_window": None, "head_dim": 8}),
    case("window", "MistralForCausalLM", WINDOW, texts(labels=words)),
    case("left", "MistralForCausalLM", WINDOW, texts("left")),
    case("default", "MistralForSequenceClassification", WINDOW, texts(labels=classes(2, 3))),
    case("default", "MistralForTokenClassification", WINDOW, texts(labels=classes(2, 3, 9))),
    case("default", "MistralForQuestionAnswering", WINDOW),
    case("default", "Qwen2Model", TINY),
    case("windows", "Qwen2Model", SOME_WINDOWS),
    case("types", "Qwen2Model", SOME_WINDOWS | {"layer_types": TYPES}),
    case("windows", "Qwen2ForCausalLM", SOME_WINDOWS, texts(labels=words)),
    case("tied", "Qwen2ForCausalLM", TINY | {"tie_word_embeddings": True}),
    case("default", "Qwen2ForSequenceClassification", TINY, texts(labels=classes(2, 3))),
    case("default", "Qwen2ForTokenClassification", TINY, texts(labels=classes(2, 3, 9))),
    case("default", "Qwen2ForQuestionAnswering", TINY),
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize(
    "name", ["LlamaForCausalLM-left", "MistralForCausalLM-window", "Qwen2ForCausalLM-windows"]
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_changes_nothing(backend: str, name: str, room: bool) -> None:
    check_steps(BY_NAME[name], backend, room=room, sizes=(5, 1, 1, 2))


OLD = {
    "linear": {"rope_theta": 100.0, "rope_scaling": {"type": "linear", "factor": 3.0}},
    "dynamic": {"rope_theta": 100.0, "rope_scaling": {"rope_type": "dynamic", "factor": 4.0}},
    "longrope-long": {
        "rope_theta": 100.0,
        "original_max_position_embeddings": 8,
        "rope_scaling": {
            "type": "longrope",
            "short_factor": [1.0, 1.5, 2.0],
            "long_factor": [2.0, 4.0, 9.0],
        },
    },
}


@pytest.mark.parametrize("name", OLD)
def test_files_of_transformers_4_say_the_same(name: str, tmp_path: Path) -> None:
    case = BY_NAME[f"LlamaModel-{name}"]
    reference = expected(case)
    file = json.loads((reference.directory / "config.json").read_text())
    del file["rope_parameters"]
    file["torch_dtype"] = file.pop("dtype")
    (tmp_path / "config.json").write_text(json.dumps(file | OLD[name]))
    config = LlamaConfig.from_pretrained(tmp_path)
    assert config.dtype == "float32"
    assert config.rope_theta == 100.0
    model = backends.load("numpy", case.head, reference.directory, config=config, dtype="float64")
    compare(case, "numpy", backends.run("numpy", model, reference.inputs, **case.requests))


def test_the_callers_base_replaces_the_files() -> None:
    file = {"rope_theta": 100.0, "rope_scaling": {"type": "linear", "factor": 3.0}}
    config = LlamaConfig.from_dict(file, rope_theta=7.0)
    assert config.rope_parameters == {"rope_type": "linear", "rope_theta": 7.0, "factor": 3.0}
    config = LlamaConfig.from_dict(file, rope_scaling=None)
    assert config.rope_parameters == {"rope_type": "default", "rope_theta": 100.0}
    assert LlamaConfig.from_dict(config.to_dict()) == config
    assert LlamaConfig(rope_theta=3.0).rope_parameters == {
        "rope_type": "default",
        "rope_theta": 3.0,
    }


def test_a_causal_checkpoint_gives_question_answering_its_base(tmp_path: Path) -> None:
    case = BY_NAME["LlamaForCausalLM-default"]
    oracle.save(
        oracle.reference(case.head, case.config, dict(case.options)),
        tmp_path,
    )
    model = backends.load("numpy", "LlamaForQuestionAnswering", tmp_path)
    assert sorted(model.loading_report.initialised) == ["qa_outputs.bias", "qa_outputs.weight"]


@pytest.mark.parametrize(
    "change",
    [
        {"hidden_act": "gelu_new"},
        {"rms_norm_eps": 1e-2},
        {"num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 12},
        {"rope_theta": 99.0},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["LlamaModel-default"], options=change)


@pytest.mark.parametrize(
    "change",
    [{"factor": 8.1}, {"low_freq_factor": 1.1}, {"high_freq_factor": 3.0}],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_rotation_is_seen(change: dict[str, Any]) -> None:
    case = BY_NAME["LlamaModel-llama3"]
    right = case.options["rope_parameters"]
    assert_seen(case, options={"rope_parameters": right | change})


@pytest.mark.parametrize("name", ["layers.1.self_attn.k_proj.bias", "norm.weight"])
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["LlamaModel-other"], zero=name)


def test_a_wrong_window_is_seen() -> None:
    assert_seen(BY_NAME["MistralModel-window"], options={"sliding_window": 4})


@pytest.mark.parametrize(
    ("config", "options", "message"),
    [
        (LlamaConfig, {"num_key_value_heads": 3}, "divisor of num_attention_heads=32"),
        (LlamaConfig, {"rope_scaling": {"type": "spiral"}}, "rope_type of default, linear"),
        (LlamaConfig, {"rope_scaling": {"type": "linear"}}, "factor too, for rope_type 'linear'"),
        (LlamaConfig, {"rope_scaling": {"mrope_section": [1, 2]}}, "no mrope_section"),
        (LlamaConfig, {"partial_rotary_factor": 0.5}, "partial_rotary_factor"),
        (LlamaConfig, {"rope_parameters": {"partial_rotary_factor": 0.5}}, "rotates all"),
        (MistralConfig, {"head_dim": 7}, "even number"),
        (Qwen2Config, {"layer_types": ["full_attention"]}, "32 of 'full_attention'"),
        (
            Qwen2Config,
            {"num_hidden_layers": 1, "layer_types": ["sliding_attention"]},
            "some layer_types slide",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_config_refuses(config: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises((ConfigError, ValueError, TypeError), match=message):
        config(**options)
