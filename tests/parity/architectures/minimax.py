from typing import Any

import pytest
import torch
from parity.arch import DECODER, MOE_REQUESTS, decoder
from transformers.models.minimax import modeling_minimax

DEFAULT = DECODER | dict(num_local_experts=5, block_size=4)
OTHER = DEFAULT | dict(
    num_hidden_layers=4,
    # With linear attention in the first layer, transformers' caches count no tokens.
    layer_types=["full_attention", "linear_attention", "linear_attention", "full_attention"],
    head_dim=10,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    sliding_window=3,
    num_experts_per_tok=3,
    router_aux_loss_coef=0.7,
    block_size=3,
    full_attn_alpha_factor=1.5,
    full_attn_beta_factor=0.7,
    linear_attn_alpha_factor=0.8,
    linear_attn_beta_factor=1.7,
    mlp_alpha_factor=0.9,
    mlp_beta_factor=2.0,
)


def tables_that_follow_from_the_config(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not random as what a checkpoint holds, and as exact as NumPy has them."""
    attention: Any = modeling_minimax.MiniMaxLightningAttention
    make, rates, factors = attention.__init__, attention.get_slope_rate, attention.decay_factors

    def in_float64(function: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            torch.set_default_dtype(torch.float64)
            try:
                return function(*args, **kwargs)
            finally:
                torch.set_default_dtype(torch.float32)

        return call

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        for name, buffer in list(self.named_buffers(recurse=False)):
            self.register_buffer(name, buffer, persistent=False)

    compute = attention.forward

    def forward(self: Any, hidden_states: Any, *args: Any, **kwargs: Any) -> Any:
        for name, buffer in list(self.named_buffers(recurse=False)):
            setattr(self, name, buffer.to(hidden_states.dtype))
        return compute(self, hidden_states, *args, **kwargs)

    monkeypatch.setattr(attention, "forward", forward)
    monkeypatch.setattr(attention, "get_slope_rate", in_float64(rates))
    monkeypatch.setattr(attention, "decay_factors", in_float64(factors))
    monkeypatch.setattr(attention, "__init__", init)


ARCH = decoder(
    "minimax",
    "MiniMax",
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.2.self_attn.qkv_proj.weight",
        "model.layers.1.self_attn.output_gate.weight",
        "model.layers.1.self_attn.norm.weight",
        "model.layers.3.self_attn.q_proj.weight",
        "model.layers.3.block_sparse_moe.gate.weight",
    ],
    must_see_options=[
        {"full_attn_alpha_factor": 1.0},
        {"full_attn_beta_factor": 1.0},
        {"linear_attn_alpha_factor": 1.0},
        {"linear_attn_beta_factor": 1.0},
        {"mlp_alpha_factor": 1.0},
        {"mlp_beta_factor": 1.0},
        {"sliding_window": None},
        {"hidden_act": "silu"},
        {"router_aux_loss_coef": 0.1},
    ],
    must_see_lines=[
        ("slower = 1 - layer / ", "slower = 1 - 0 * layer / "),
        ("total[..., -1:]", "total[..., :1]"),
    ],
    refuses=[
        {"num_experts_per_tok": 6},
        {"layer_types": ["full_attention"]},
        {"layer_types": ["full_attention"] * 3 + ["sliding_attention"]},
        {"block_size": 0},
    ],
    reorders=False,
    padded="attention_mask",
    requests=MOE_REQUESTS,
    patch=tables_that_follow_from_the_config,
)
