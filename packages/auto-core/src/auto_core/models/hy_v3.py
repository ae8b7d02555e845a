"""Hy3: Tencent, 2026.

Qwen3's attention, and mixtures of experts whose routers choose by sigmoids and a correction; one
feed-forward part is for all tokens.

b batch, t tokens, n = b*t, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from auto_core.configs.hy_v3 import HYV3Config

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.moe_decoder import as_rows
from ..blocks.routers import WideRouter
from ..blocks.variation import variation
from . import llama, mixtral, qwen2_moe, qwen3


class HYV3Router(nn.Module):
    def __init__(self, config: HYV3Config):
        super().__init__()
        self.gate = WideRouter((config.experts, config.hidden_size))

    def forward(self, hidden):  # [n d] -> [n e]
        return self.gate(hidden)


class HYV3MoE(mixtral.SparseMoeBlock):
    def __init__(self, config: HYV3Config):
        super().__init__(config)
        self.expert_bias = nn.Buffer((config.experts,), init="zeros")
        self.scale, self.wide = config.router_scaling_factor, config.enable_moe_fp32_combine
        self.shared_mlp = mixtral.DenseMLP(config, config.expert_size * config.num_shared_experts)

    def add_router(self, config: HYV3Config) -> None:
        self.router = HYV3Router(config)

    def route(self, hidden):
        logits = self.router(hidden)
        scores = ops.sigmoid(logits)
        correction = ops.cast(ops.asarray(self.expert_bias), ops.dtype(scores))
        _, index = ops.topk(scores + correction, self.count, -1)
        weights = ops.gather(scores, 1, index)
        weights = weights / (ops.sum(weights, -1, keepdim=True) + 1e-20)
        return logits, weights * self.scale, index

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index = self.route(rows)
        recorder.add_router_logits(logits)
        parts = self.experts(rows, weights, index), self.shared_mlp(rows)
        routed, shared = (widened(part) for part in parts) if self.wide else parts
        return ops.reshape(ops.cast(routed + shared, ops.dtype(hidden)), ops.shape(hidden))


class HYV3DecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = qwen3.Qwen3Attention, HYV3MoE
    feed_forward_name = "mlp"


HEADS = variation(
    __name__,
    "HYV3",
    mixtral,
    HYV3Config,
    heads={"causal-lm": {"has_router_loss": False}},
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=HYV3DecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=(  # transformers 5 has other names in memory
        (r"\.mlp\.gate\.weight$", ".mlp.router.gate.weight"),
        (r"\.mlp\.e_score_correction_bias$", ".mlp.expert_bias"),
        (r"\.mlp\.shared_experts\.", ".mlp.shared_mlp."),
        *llama.LlamaPreTrainedModel.renames,
    ),
    kept_wide=(r"\.expert_bias$",),
    ignored_keys=(r"(^|\.)layers\.80\.",),  # what predicts further tokens
)
