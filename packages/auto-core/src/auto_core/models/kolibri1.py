"""Kolibri 1: Aleph Alpha, 2026.

Mixtures of experts, one of which has all tokens, with norms before and after each part and of each
head's query and key; only layers with a window rotate.

b batch, t tokens, n = b*t, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from auto_core.configs.kolibri1 import Kolibri1Config

from .. import nn, ops
from ..blocks.routers import WideRouter
from ..blocks.variation import variation
from . import llama, mixtral, qwen2_moe
from .exaone4 import Exaone4Attention


class Kolibri1TopKRouter(WideRouter):
    """Experts by their logits and a correction, weighted by the sigmoid of the logits."""

    def __init__(self, config: Kolibri1Config):
        super().__init__((config.experts, config.hidden_size))
        self.e_score_correction_bias = nn.Buffer((config.experts,), init="zeros")
        self.count, self.normalise = config.experts_per_token, config.norm_topk_prob

    def forward(self, hidden):
        """[n d] -> logits [n e], weights and index [n k]."""
        logits = self.logits(hidden)
        correction = ops.cast(ops.asarray(self.e_score_correction_bias), ops.dtype(logits))
        _, index = ops.topk(logits + correction, self.count, -1)
        weights = ops.sigmoid(ops.gather(logits, 1, index))
        if self.normalise:
            weights = weights / ops.sum(weights, -1, keepdim=True)
        return logits, weights, index


class Kolibri1SparseMoeBlock(mixtral.SparseMoeBlock):
    def add_router(self, config: Kolibri1Config) -> None:
        self.gate = Kolibri1TopKRouter(config)

    def add_experts(self, config: Kolibri1Config) -> None:
        super().add_experts(config)
        self.shared_experts = mixtral.DenseMLP(config, config.shared_expert_intermediate_size)

    def route(self, hidden):
        return self.gate(hidden)

    def shared(self, hidden):  # [n d] -> [n d]
        return self.shared_experts(hidden)


class Kolibri1DecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = Exaone4Attention, Kolibri1SparseMoeBlock
    feed_forward_name = "mlp"

    def __init__(self, config: Kolibri1Config, layer: int):
        super().__init__(config, layer)
        d, eps = config.hidden_size, config.rms_norm_eps
        self.post_attn_norm = nn.RMSNorm(d, eps=eps)
        self.post_ffn_norm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.post_attn_norm(output)
        output = self.mlp(self.post_attention_layernorm(hidden), attend.recorder)
        return hidden + self.post_ffn_norm(output)


HEADS = variation(
    __name__,
    "Kolibri1",
    mixtral,
    Kolibri1Config,
    heads={"causal-lm": {"has_router_loss": False}},
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=Kolibri1DecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=(
        (r"\.moe\.router\.expert_bias$", ".mlp.gate.e_score_correction_bias"),
        (r"\.post_self_attn_layernorm\.", ".post_attn_norm."),  # transformers' own
        (r"\.post_mlp_layernorm\.", ".post_ffn_norm."),
        *llama.LlamaPreTrainedModel.renames,
    ),
    kept_wide=(r"\.e_score_correction_bias$",),
)
