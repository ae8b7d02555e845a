"""DeepSeek-V3: DeepSeek-AI, 2024, arXiv:2412.19437.

DeepSeek-V2's network whose routers choose by sigmoids and a correction, which balances experts
without a loss.

n tokens of all sequences, e experts, k experts of a token, d hidden.
"""

from __future__ import annotations

from auto_core.configs._routed import RoutedConfig
from auto_core.configs.deepseek_v3 import DeepseekV3Config

from ..blocks.latent_attention import LatentAttention
from ..blocks.routers import CorrectedRouter
from ..blocks.variation import variation
from . import deepseek_v2, llama, mixtral, qwen2_moe


class DeepseekV3MoE(deepseek_v2.SharedExpertsBlock):
    router_class: type[CorrectedRouter] = CorrectedRouter

    def add_router(self, config: RoutedConfig) -> None:
        self.gate = self.router_class(
            (config.experts, config.hidden_size),
            self.count,
            config.groups,
            normalise=bool(config.norm_topk_prob),
            scale=config.routed_scaling_factor,
        )

    def route(self, hidden):
        return self.gate(hidden)


class DeepseekV3DecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = LatentAttention, DeepseekV3MoE
    feed_forward_name = "mlp"


PREFIX = "DeepseekV3"
HEADS = variation(
    __name__,
    "DeepseekV3",
    mixtral,
    DeepseekV3Config,
    heads={"causal-lm": {"has_router_loss": False}},
    without=["question-answering"],
    layer_class=DeepseekV3DecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=llama.LlamaPreTrainedModel.renames,
    kept_wide=(r"\.e_score_correction_bias$",),
    ignored_keys=(r"(^|\.)layers\.61\.",),  # what predicts further tokens
)
