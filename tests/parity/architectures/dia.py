from __future__ import annotations

from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding

BOOKS = 3
ENCODER: dict[str, Any] = dict(
    max_position_embeddings=32,
    num_hidden_layers=2,
    hidden_size=20,
    num_attention_heads=4,
    num_key_value_heads=4,
    head_dim=6,
    intermediate_size=24,
    vocab_size=40,
)
DECODER: dict[str, Any] = dict(
    max_position_embeddings=32,
    num_hidden_layers=2,
    hidden_size=24,
    intermediate_size=28,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=8,
    cross_num_attention_heads=4,
    cross_head_dim=6,
    cross_num_key_value_heads=4,
    cross_hidden_size=20,
    vocab_size=14,
    num_channels=BOOKS,
    pad_token_id=11,
    eos_token_id=10,
    bos_token_id=12,
)
DEFAULT: dict[str, Any] = dict(
    encoder_config=ENCODER, decoder_config=DECODER, delay_pattern=[0, 2, 3]
)
OTHER: dict[str, Any] = dict(  # with ids where older files have them
    encoder_config=ENCODER
    | dict(num_key_value_heads=2, norm_eps=1e-3, hidden_act="gelu", rope_theta=100.0),
    decoder_config=DECODER
    | dict(
        cross_num_attention_heads=6,
        cross_num_key_value_heads=2,
        num_key_value_heads=4,
        norm_eps=1e-2,
        hidden_act="relu",
        rope_scaling={"rope_type": "linear", "factor": 2.0},
        bos_token_id=None,
    ),
    delay_pattern=[0, 1, 4],
    bos_token_id=9,
)


def text(rng: np.random.Generator, *, steps: int = 5, labels: bool = False):
    inputs: dict[str, Any] = {
        "input_ids": rng.integers(1, 40, (3, 7)),
        "attention_mask": padding([7, 4, 2], 7),
    }
    if steps:
        codes = rng.integers(0, 10, (3, steps, BOOKS))
        inputs["decoder_input_ids"] = codes
    if labels:
        inputs["labels"] = rng.integers(0, 10, (3 * BOOKS, steps))
        inputs["labels"][2, 1:] = -100
    return inputs


def masked(rng: np.random.Generator) -> dict[str, Any]:
    """Codes with padding before them; the first row's has none."""
    inputs = text(rng) | {"decoder_attention_mask": padding([5, 3, 1], 5, side="left")}
    return inputs | {"attention_mask": np.ones((3, 7), np.int64)}


ARCH = Arch(
    "dia",
    "Dia",
    "dia",
    configs={"default": DEFAULT, "other": OTHER},
    requests=dict(output_attentions=True),
    trained="ForConditionalGeneration-other-labels",
    rows=[
        Row("Model", "default", text),
        Row(
            "Model",
            "other",
            lambda rng: text(rng) | {"attention_mask": np.ones((3, 7), np.int64)},
            "states",
            requests=dict(output_hidden_states=True, output_attentions=True),
        ),
        Row("Model", "other", lambda rng: text(rng, steps=0), "start"),
        Row("Model", "default", masked, "masked", padded="decoder_attention_mask", requests={}),
        Row("ForConditionalGeneration", "default", text),
        Row("ForConditionalGeneration", "other", lambda rng: text(rng, labels=True), "labels"),
    ],
    must_see=[
        "model.encoder.layers.1.self_attention.k_proj.weight",
        "model.decoder.layers.1.cross_attention.o_proj.weight",
        "model.decoder.embeddings.embed.weight",
        "model.decoder.layers.0.pre_ca_norm.weight",
        "logits_dense.weight",
    ],
    must_see_options={
        "Model-other-start": [{"bos_token_id": 8}],
        "Model-other-states": [{"encoder_config": OTHER["encoder_config"] | {"norm_eps": 0.1}}],
    },
    refuses=[
        {"delay_pattern": [0, 1]},
        {"delay_pattern": [0, 1, -1]},
        ({"decoder_config": DECODER | {"cross_hidden_size": 16}}, "cross_hidden_size is 16"),
        (
            {"decoder_config": DECODER | {"cross_num_key_value_heads": 3}},
            "cross_num_key_value_heads",
        ),
    ],
)
