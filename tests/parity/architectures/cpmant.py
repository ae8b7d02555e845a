from collections.abc import Callable
from typing import Any

import numpy as np
from parity.arch import LENGTHS, TOKENS, VOCAB, Arch, Row, next_tokens
from parity.texts import padding, token_ids

DEFAULT = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    num_attention_heads=4,
    dim_head=6,
    dim_ff=40,
    num_hidden_layers=2,
    position_bias_num_buckets=16,
    position_bias_max_distance=20,
    prompt_types=3,
    prompt_length=4,
    segment_types=3,
)
OTHER = DEFAULT | dict(
    num_attention_heads=3,
    dim_head=5,
    eps=1e-2,
    position_bias_num_buckets=9,
    position_bias_max_distance=7,
    prompt_types=4,
    prompt_length=5,
    segment_types=5,
)


def inputs(side: str, *, labels: bool = False) -> Callable[[np.random.Generator], dict[str, Any]]:
    """Texts whose padding is known by its id."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding(list(LENGTHS), TOKENS, side=side)
        ids = np.maximum(token_ids(rng, VOCAB, len(LENGTHS), TOKENS), 1) * mask
        made = {"input_ids": ids}
        return made | ({"labels": next_tokens(rng)} if labels else {})

    return make


ARCH = Arch(
    "cpmant",
    "CpmAnt",
    "cpmant",
    {"default": DEFAULT, "other": OTHER},
    (
        Row("Model", "default", inputs("right")),
        Row("Model", "other", inputs("left")),
        Row("ForCausalLM", "default", inputs("left", labels=True)),
        Row("ForCausalLM", "other", inputs("left", labels=True)),
    ),
    must_see=[
        "cpmant.position_bias.relative_attention_bias",
        "cpmant.segment_embedding.weight",
        "cpmant.encoder.layers.1.ffn.ffn.w_in.w_0.weight",
        "cpmant.encoder.layers.0.self_att.layernorm_before_attention.weight",
    ],
    must_see_options=[{"eps": 1e-1}, {"position_bias_max_distance": 20}],
    refuses=[
        {"prompt_types": 2},
        {"segment_types": 2},
        {"position_bias_num_buckets": 3},
        {"position_bias_max_distance": 2},
    ],
)
