"""A.X K2: SK Telecom, 2026.

DeepSeek-V3.2's network whose attention has gates, computed with the queries, and whose norms before
attention and experts are gated by a bottleneck.

b batch, t tokens, r rank of the queries' latent, h heads, n and p numbers of a head that do not and
that do rotate, v of a value, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.axk2 import AXK2Config

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.indexed_attention import IndexedAttention
from ..blocks.losses import widened
from ..blocks.routers import CorrectedRouter
from ..blocks.variation import variation
from . import deepseek_v3, deepseek_v32


class AXK2GatedRMSNorm(nn.Module):
    """A norm whose output is gated by what a bottleneck makes of it."""

    def __init__(self, config: AXK2Config):
        super().__init__()
        d, rank = config.hidden_size, config.gated_norm_rank
        self.norm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.W_down = nn.Linear(d, rank, bias=False)
        self.W_up = nn.Linear(rank, d, bias=False)

    def forward(self, hidden):  # [b t d] -> [b t d]
        hidden = self.norm(hidden)
        gate = ops.sigmoid(widened(self.W_up(ops.silu(self.W_down(hidden)))))
        return ops.cast(hidden * gate, ops.dtype(hidden))


class AXK2Attention(IndexedAttention):
    """Attention to chosen tokens, with gates of each head; one projection makes these and the
    queries from the latent before and after its norm."""

    def __init__(self, config: AXK2Config, layer: int):
        super().__init__(config, layer)
        size = self.still + self.turning + self.value_size
        self.q_b_proj = nn.Linear(2 * (config.q_lora_rank or 0), self.heads * size, bias=False)

    def query_heads(self, hidden):  # [b t d] -> [b t r], [b t h n+p], [b t h*v]
        compressed = self.q_a_proj(hidden)
        residual = self.q_a_layernorm(compressed)
        projected = self.q_b_proj(ops.cat([residual, compressed], -1))
        size = self.still + self.turning
        heads, gate = ops.split(
            split_heads(projected, size + self.value_size), [size, self.value_size], -1
        )
        batch, tokens, count, _ = ops.shape(gate)
        return residual, heads, ops.reshape(gate, (batch, tokens, count * self.value_size))

    def gated(self, output, gate):  # two of [b t h*v] -> [b t h*v]
        return ops.cast(output * ops.sigmoid(widened(gate)), ops.dtype(output))


class AXK2TopkRouter(CorrectedRouter):
    excluded = 0.0


class AXK2MoE(deepseek_v3.DeepseekV3MoE):
    router_class = AXK2TopkRouter


class AXK2DecoderLayer(deepseek_v32.DeepseekV32DecoderLayer):
    sparse_class = AXK2MoE

    def __init__(self, config: AXK2Config, layer: int):
        super().__init__(config, layer)
        self.input_layernorm = AXK2GatedRMSNorm(config)
        if config.is_sparse(layer):
            self.post_attention_layernorm = AXK2GatedRMSNorm(config)

    def attention(self, config: Any, layer: int):
        return AXK2Attention(config, layer)


class AXK2PreTrainedModel(deepseek_v32.DeepseekV32PreTrainedModel):
    config_class = AXK2Config
    layer_class = AXK2DecoderLayer
    renames = (  # transformers' own
        (r"layernorm\.mlp\.fc1\.", "layernorm.W_down."),
        (r"layernorm\.mlp\.fc2\.", "layernorm.W_up."),
        (r"\.q_gate_proj\.", ".q_b_proj."),
    )


class AXK2Model(deepseek_v32.DeepseekV32Model, AXK2PreTrainedModel):
    """A.X K2 without a head; called like MixtralModel."""


HEADS = variation(__name__, "AXK2", deepseek_v3, AXK2Config)
