"""DeepSeek-V2: DeepSeek-AI, 2024, arXiv:2405.04434.

A decoder of latent attention and of mixtures of experts, of which some are shared by all tokens
and of which a router may take only those of the best groups.

n tokens of all sequences, e experts, k experts of a token, g groups of experts, d hidden.
"""

from __future__ import annotations

from auto_core.configs._routed import RoutedConfig
from auto_core.configs.deepseek_v2 import DeepseekV2Config

from .. import ops
from ..blocks.latent_attention import LatentAttention
from ..blocks.routers import WideRouter, by_group, in_best_groups
from ..blocks.variation import variation
from . import llama, mixtral, qwen2_moe


class SharedExpertsBlock(mixtral.SparseMoeBlock):
    """Experts, and a feed-forward part that all tokens go to, as wide as several experts."""

    def add_experts(self, config: RoutedConfig) -> None:
        super().add_experts(config)
        size = config.moe_intermediate_size * (config.n_shared_experts or 0)
        self.shared_experts = mixtral.DenseMLP(config, size) if size else None

    def shared(self, hidden):  # [n d] -> [n d]
        return None if self.shared_experts is None else self.shared_experts(hidden)


class DeepseekV2Moe(SharedExpertsBlock):
    def __init__(self, config: DeepseekV2Config):
        super().__init__(config)
        self.groups, self.chosen_groups = config.groups
        self.scale = config.routed_scaling_factor

    def add_router(self, config: DeepseekV2Config) -> None:
        self.gate = WideRouter((config.experts, config.hidden_size))

    def route(self, hidden):
        logits = self.gate(hidden)
        scores = ops.softmax(logits, -1)
        if self.groups > 1:
            best = ops.amax(by_group(scores, self.groups), -1)
            allowed = in_best_groups(scores, best, self.groups, self.chosen_groups)
            scores = ops.where(allowed, scores, 0.0)
        weights, index = ops.topk(scores, self.count, -1)
        return logits, weights * self.scale, index


class DeepseekV2DecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class, sparse_class = LatentAttention, DeepseekV2Moe
    feed_forward_name = "mlp"


HEADS = variation(
    __name__,
    "DeepseekV2",
    mixtral,
    DeepseekV2Config,
    heads={"causal-lm": {"has_router_loss": False}},
    without=["token-classification", "question-answering"],
    layer_class=DeepseekV2DecoderLayer,
    expert_names=qwen2_moe.EXPERT_NAMES,
    renames=llama.LlamaPreTrainedModel.renames,
)
