from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from parity.arch import DECODER, DECODER_INPUTS, Row, decoder

DEFAULT = {k: v for k, v in DECODER.items() if k != "num_key_value_heads"} | dict(
    num_hidden_layers=1, head_dim=6, initializer_range=0.4
)
OTHER = DEFAULT | dict(
    num_hidden_layers=2,
    head_dim=8,
    H_cycles=3,
    L_cycles=2,
    L_bp_cycles=[1, 2],
    embedding_scale=1.7,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)


def prompted(name: str) -> Callable[[np.random.Generator], dict[str, Any]]:
    """Inputs whose first tokens are a prompt."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = DECODER_INPUTS[name](rng)
        types = np.zeros_like(inputs["input_ids"])
        types[0, :4] = types[1, :3] = 1
        return inputs | {"token_type_ids": types}

    return make


CAUSAL = decoder(
    "hrm_text",
    "HrmText",
    heads=[],
    family="llama",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.L_module.layers.1.attn.gqkv_proj.weight",
        "model.L_module.layers.0.self_attn.gate_proj.bias",
        "model.H_module.layers.0.mlp.up_proj.bias",
        "model.z_L_init",
    ],
    must_see_options=[{"embedding_scale": 1.0}, {"rms_norm_eps": 1e-1}],
    refuses=[{"H_cycles": 0}, {"L_cycles": 0}],
    same_names=False,
)
ROWS = (
    Row("Model", "other", prompted("Model"), "prompt"),
    Row("ForCausalLM", OTHER | dict(prefix_lm=False), prompted("ForCausalLM"), "causal"),
    Row("ForCausalLM", "default", prompted("ForCausalLM"), "prompt"),
)
ARCH = replace(CAUSAL, rows=(*ROWS, *CAUSAL.rows))
