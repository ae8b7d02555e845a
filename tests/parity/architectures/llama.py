from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

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
LLAMA3 = ROTATIONS["llama3"]["rope_parameters"]

ARCH = Arch(
    "llama",
    "Llama",
    "llama",
    rows=[
        Row("Model", TINY, texts(), "default"),
        Row("Model", OTHER, texts(), "other"),
        Row("Model", OTHER, positions, "positions"),
        Row(
            "Model",
            TINY,
            lambda rng: {"inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32)},
            "embeds",
        ),
        Row("Model", TINY, lambda rng: {"input_ids": token_ids(rng, 67, 1, 1)}, "length-1"),
        *(Row("Model", options, texts(), name) for name, options in ROTATIONS.items()),
        Row("ForCausalLM", TINY, texts(labels=words), "default"),
        Row("ForCausalLM", OTHER, texts(labels=words), "tied"),
        Row("ForCausalLM", OTHER, texts("left"), "left", padded="attention_mask"),
        Row("ForCausalLM", ROTATIONS["dynamic"], texts(), "dynamic"),
        Row("ForCausalLM", TINY, texts(), "last", requests={"logits_to_keep": 1}),
        Row("ForSequenceClassification", TINY, texts(labels=classes(2, 3)), "default"),
        Row(
            "ForSequenceClassification",
            OTHER,
            texts("left", labels=classes(5, 3)),
            "left",
            padded="attention_mask",
        ),
        Row("ForTokenClassification", OTHER, texts(labels=classes(5, 3, 9)), "other"),
        Row(
            "ForQuestionAnswering",
            TINY,
            texts(start_positions=answers, end_positions=answers),
            "default",
        ),
    ],
    must_see={"Model-other": ["layers.1.self_attn.k_proj.bias", "norm.weight"]},
    must_see_options={
        "Model-default": [
            {"hidden_act": "gelu_new"},
            {"rms_norm_eps": 0.01},
            {"num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 12},
            {"rope_theta": 99.0},
        ],
        "Model-llama3": [
            {"rope_parameters": LLAMA3 | {"factor": 8.1}},
            {"rope_parameters": LLAMA3 | {"low_freq_factor": 1.1}},
            {"rope_parameters": LLAMA3 | {"high_freq_factor": 3.0}},
        ],
    },
    causal_lm="ForCausalLM",
    cached=["ForCausalLM-left"],
    refuses=[
        ({"num_key_value_heads": 3}, "divisor of num_attention_heads=4"),
        ({"rope_scaling": {"type": "spiral"}}, "rope_type of default, linear"),
        ({"rope_scaling": {"type": "linear"}}, "factor too, for rope_type 'linear'"),
        ({"rope_scaling": {"mrope_section": [1, 2]}}, "no mrope_section"),
        ({"partial_rotary_factor": 0.5}, "partial_rotary_factor"),
        ({"rope_parameters": {"partial_rotary_factor": 0.5}}, "rotates all"),
    ],
    must_see_lines={
        "Model-default": [("self.activation(self.gate_proj(hidden))", "self.gate_proj(hidden)")]
    },
)
