"""Flint: Recursive, 2026.

Qwen2-MoE's network with norms of each head's query and key and a sink for each head; experts are
chosen by sigmoids, and only layers with a window rotate.

b batch, t tokens, n tokens of all sequences, e experts, k experts of a token, h heads, d hidden.
"""

from __future__ import annotations

from auto_core.configs.flint import FlintConfig

from .. import nn, ops
from ..blocks.routers import WideRouter
from ..blocks.variation import variation
from . import llama, mixtral, qwen2_moe, qwen3


class FlintAttention(qwen3.Qwen3Attention):
    def __init__(self, config: FlintConfig, layer: int):
        super().__init__(config)
        self.rotates = config.slides(layer)
        self.softmax_offset = nn.Parameter((config.num_attention_heads,), init="normal")

    def rotate(self, query, key, rotation, attend):
        return super().rotate(query, key, rotation, attend) if self.rotates else (query, key)

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t h*s]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        sinks = ops.asarray(self.softmax_offset)
        return attend(query, key, value, scale=self.scale, sinks=sinks, dropout=self.dropout)


class FlintTopKRouter(WideRouter):
    """Experts by the sigmoid of their logits."""

    def __init__(self, config: FlintConfig):
        super().__init__((config.experts, config.hidden_size))
        self.count, self.normalise = config.experts_per_token, config.norm_topk_prob

    def forward(self, hidden):
        """[n d] -> logits [n e], weights and index [n k]."""
        logits = self.logits(hidden)
        weights, index = ops.topk(ops.sigmoid(logits), self.count, -1)
        if self.normalise:
            weights = weights / ops.sum(weights, -1, keepdim=True)
        return logits, weights, index


class FlintSparseMoeBlock(mixtral.SparseMoeBlock):
    def add_router(self, config: FlintConfig) -> None:
        self.gate = FlintTopKRouter(config)

    def add_experts(self, config: FlintConfig) -> None:
        super().add_experts(config)
        self.shared_expert = mixtral.DenseMLP(config, config.shared_expert_intermediate_size)

    def route(self, hidden):
        return self.gate(hidden)

    def shared(self, hidden):  # [n d] -> [n d]
        return self.shared_expert(hidden)


class FlintDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class = FlintSparseMoeBlock
    feed_forward_name = "mlp"

    def attention(self, config: FlintConfig, layer: int):
        return FlintAttention(config, layer)


HEADS = variation(
    __name__,
    "Flint",
    mixtral,
    FlintConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=FlintDecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=(
        (r"\.self_attn\.sinks$", ".self_attn.softmax_offset"),  # transformers' own
        *llama.LlamaPreTrainedModel.renames,
    ),
    kept_wide=(r"\.mlp\.gate\.weight$", r"\.softmax_offset$"),
)
