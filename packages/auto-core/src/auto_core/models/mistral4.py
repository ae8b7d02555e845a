"""Mistral 4: Mistral AI, 2026.

DeepSeek-V3's network whose queries grow with their position, as Ministral 3's do, and whose routers
choose by probabilities.

b batch, t tokens, n = b*t, e experts, h heads, d hidden.
"""

from __future__ import annotations

from auto_core.configs.mistral4 import Mistral4Config

from .. import ops
from ..blocks.latent_attention import LatentAttention
from ..blocks.query_growth import query_scale
from ..blocks.routers import WideRouter, by_group, in_best_groups
from ..blocks.variation import variation
from . import deepseek_v2, deepseek_v3, llama, mixtral


class Mistral4Attention(LatentAttention):
    def rotate(self, still, turning, key, rotation):
        *rotation, scale = rotation
        still, turning, key = super().rotate(still, turning, key, rotation)
        return still * scale, turning * scale, key


class Mistral4MoE(deepseek_v2.SharedExpertsBlock):
    def __init__(self, config: Mistral4Config):
        super().__init__(config)
        self.groups, self.chosen_groups = config.groups
        self.normalise, self.scale = config.norm_topk_prob, config.routed_scaling_factor

    def add_router(self, config: Mistral4Config) -> None:
        self.gate = WideRouter((config.experts, config.hidden_size))

    def route(self, hidden):
        logits = self.gate(hidden)
        scores = choice = ops.softmax(logits, -1)
        if self.groups > 1:
            best, _ = ops.topk(by_group(scores, self.groups), 2, -1)
            best = ops.sum(best, -1)
            allowed = in_best_groups(scores, best, self.groups, self.chosen_groups)
            choice = ops.where(allowed, scores, 0.0)
        _, index = ops.topk(choice, self.count, -1)
        weights = ops.gather(scores, 1, index)
        if self.normalise:
            weights = weights / (ops.sum(weights, -1, keepdim=True) + 1e-20)
        return logits, weights * self.scale, index


class Mistral4DecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    attention_class, sparse_class = Mistral4Attention, Mistral4MoE


class Mistral4PreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = Mistral4Config
    layer_class = Mistral4DecoderLayer
    expert_names = ()
    renames = llama.LlamaPreTrainedModel.renames


class Mistral4Model(mixtral.MixtralModel, Mistral4PreTrainedModel):
    """Mistral 4 without a head; called like MixtralModel."""

    def start(self, embeddings, position_ids, attention_mask, past):
        hidden, rotation = super().start(embeddings, position_ids, attention_mask, past)
        return hidden, (*rotation, query_scale(self.config, position_ids, hidden))


HEADS = variation(
    __name__,
    "Mistral4",
    mixtral,
    Mistral4Config,
    heads={"causal-lm": {"has_router_loss": False}},
    without=["question-answering"],
)
