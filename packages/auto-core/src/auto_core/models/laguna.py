"""Laguna: Poolside, 2026.

Qwen3-MoE's network whose attention is gated before the last projection, with as many heads as each
layer says; layers with a window rotate in a way of their own. Experts are chosen as DeepSeek-V3
does, and one has all tokens.

b batch, t tokens, n tokens of all sequences, h heads, s size of a head, e experts, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.laguna import LagunaConfig

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.rotary import RotaryByLayer
from ..blocks.routers import CorrectedRouter
from ..blocks.variation import variation
from . import mixtral, qwen2_moe, qwen3


class LagunaAttention(qwen3.Qwen3Attention):
    """Attention whose heads, or their numbers, have gates."""

    def __init__(self, config: LagunaConfig, layer: int):
        super().__init__(config)
        d, s, bias = config.hidden_size, config.head_size, config.attention_bias
        heads = (config.num_attention_heads_per_layer or [])[layer]
        self.q_proj = nn.Linear(d, heads * s, bias=bias)
        self.o_proj = nn.Linear(heads * s, d, bias=bias)
        self.g_proj = nn.Linear(d, heads if config.gates_heads else heads * s, bias=False)
        self.gate_size = s if config.gates_heads else 1  # numbers of one gate

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t h*s]
        output = super().attended(hidden, rotation, attend)
        gate = ops.cast(ops.softplus(widened(self.g_proj(hidden))), ops.dtype(output))
        return gated(output, gate, self.gate_size)


def gated(output, gate, size: int):  # [b t g*size], [b t g] -> [b t g*size]
    """The numbers, of which each gate has so many."""
    if size == 1:
        return output * gate
    batch, tokens, gates = ops.shape(gate)
    parts = ops.reshape(output, (batch, tokens, gates, size)) * ops.unsqueeze(gate, 3)
    return ops.reshape(parts, ops.shape(output))


class LagunaTopKRouter(CorrectedRouter):
    """DeepSeek-V3's router, whose logits may be bounded."""

    def __init__(self, config: LagunaConfig):
        super().__init__(
            (config.experts, config.hidden_size),
            config.experts_per_token,
            (1, 1),
            normalise=True,
            scale=config.moe_routed_scaling_factor,
        )
        self.bound = config.moe_router_logit_softcapping

    def logits(self, hidden):  # [n d] -> [n e]
        logits = super().logits(hidden)
        return self.bound * ops.tanh(logits / self.bound) if self.bound > 0 else logits


class LagunaSparseMoeBlock(mixtral.SparseMoeBlock):
    def add_router(self, config: LagunaConfig) -> None:
        self.gate = LagunaTopKRouter(config)

    def add_experts(self, config: LagunaConfig) -> None:
        super().add_experts(config)
        self.shared_expert = mixtral.DenseMLP(config, config.shared_expert_intermediate_size)

    def route(self, hidden):
        return self.gate(hidden)

    def shared(self, hidden):  # [n d] -> [n d]
        return self.shared_expert(hidden)


class LagunaDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class = LagunaSparseMoeBlock
    feed_forward_name = "mlp"

    def attention(self, config: Any, layer: int):
        return LagunaAttention(config, layer)


class LagunaPreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = LagunaConfig
    layer_class, rotary_class = LagunaDecoderLayer, RotaryByLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = (
        (r"\.mlp\.shared_experts\.", ".mlp.shared_expert."),  # transformers' own
        (r"\.mlp\.experts\.e_score_correction_bias$", ".mlp.gate.e_score_correction_bias"),
    )


class LagunaModel(mixtral.MixtralModel, LagunaPreTrainedModel):
    """Laguna without a head; called like MixtralModel."""

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]


HEADS = variation(
    __name__,
    "Laguna",
    mixtral,
    LagunaConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
