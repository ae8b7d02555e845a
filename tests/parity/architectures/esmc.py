from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from parity.arch import DECODER, Row, texts
from parity.encoders import encoder

SIZES = {k: v for k, v in DECODER.items() if k != "num_key_value_heads"}
OTHER = SIZES | dict(
    num_hidden_layers=3,
    num_attention_heads=2,
    hidden_act="gelu",
    attention_bias=True,
    mlp_bias=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)


def chains(inputs: Callable[[np.random.Generator], dict[str, Any]]) -> Any:
    """Texts of two chains, with padding behind."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        made = inputs(rng)
        chain = np.where(np.arange(made["input_ids"].shape[1]) < 3, 0, 1)
        return made | {"sequence_id": np.where(made["attention_mask"] == 1, chain, -1)}

    return make


BASE = encoder(
    "esmc",
    "Esmc",
    configs={"default": SIZES, "other": OTHER},
    heads=["ForSequenceClassification", "ForTokenClassification"],
    family="llama",
    must_see=[
        "esmc.layers.1.mlp.up_proj.bias",
        "esmc.layers.0.self_attn.q_norm.weight",
        "esmc.layers.2.input_layernorm.bias",
        "lm_head.decoder.bias",
    ],
    must_see_options=[{"hidden_act": "relu"}],
    must_see_lines=[(" / self.depth\n        return", "\n        return")],
    refuses=[{"num_key_value_heads": 1}, {"head_dim": 8}],
    padded="attention_mask",
)
ROWS = [
    Row("Model", "other", texts("left"), "left"),
    Row("Model", "default", chains(texts()), "chains", padded=""),
]
ARCH = replace(BASE, rows=(*ROWS, *BASE.rows))
