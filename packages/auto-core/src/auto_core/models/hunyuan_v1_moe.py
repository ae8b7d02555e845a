"""HunYuan with mixtures of experts: Tencent, 2025.

HunYuan's attention with experts, and with a feed-forward part that all tokens go to.

n tokens of all sequences, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from auto_core.configs.hunyuan_v1_moe import HunYuanMoEV1Config

from .. import nn
from ..blocks.routers import WideRouter, softmax_then_top
from ..blocks.variation import variation
from . import hunyuan_v1_dense, llama, mixtral, qwen2_moe


class HunYuanMoEV1Gate(nn.Module):
    """The logits of experts, computed in float32 at least."""

    def __init__(self, config: HunYuanMoEV1Config):
        super().__init__()
        self.wg = WideRouter((config.experts, config.hidden_size))

    def forward(self, hidden):  # [n d] -> [n e]
        return self.wg(hidden)


class HunYuanMoEV1Moe(mixtral.SparseMoeBlock):
    def add_router(self, config: HunYuanMoEV1Config) -> None:
        self.gate = HunYuanMoEV1Gate(config)

    def add_experts(self, config: HunYuanMoEV1Config) -> None:
        super().add_experts(config)
        self.shared_mlp = llama.LlamaMLP(config)

    def route(self, hidden):
        logits = self.gate(hidden)
        return logits, *softmax_then_top(logits, self.count, normalise=True)

    def shared(self, hidden):  # [n d] -> [n d]
        return self.shared_mlp(hidden)


class HunYuanMoEV1DecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class = hunyuan_v1_dense.HunYuanDenseV1Attention
    sparse_class = HunYuanMoEV1Moe
    feed_forward_name = "mlp"


HEADS = variation(
    __name__,
    "HunYuanMoEV1",
    mixtral,
    HunYuanMoEV1Config,
    heads={"causal-lm": {"has_router_loss": False}},
    without=["token-classification", "question-answering"],
    layer_class=HunYuanMoEV1DecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=llama.LlamaPreTrainedModel.renames,
    kept_wide=(r"\.gate\.wg\.",),
)
