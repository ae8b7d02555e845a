"""The decoder of Qwen3.5's mixtures of experts: Qwen Team, 2026.

Qwen3.5's decoder whose feed-forward parts are mixtures of experts, one of which all tokens go to.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.qwen3_5_moe_text import Qwen3_5MoeTextConfig

from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder
from . import qwen2_moe, qwen3_5_text


class Qwen3_5MoeDecoderLayer(qwen3_5_text.Qwen3_5DecoderLayer):
    def feed_forward(self, config: Any, layer: int):
        return qwen2_moe.Qwen2MoeSparseMoeBlock(config)


class Qwen3_5MoePreTrainedModel(qwen3_5_text.Qwen3_5PreTrainedModel):
    """What all of these models share."""

    config_class = Qwen3_5MoeTextConfig
    layer_class = Qwen3_5MoeDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES


class Qwen3_5MoeTextModel(MoeDecoder, qwen3_5_text.Qwen3_5TextModel, Qwen3_5MoePreTrainedModel):
    """The decoder without a head; called like MixtralModel."""


class Qwen3_5MoeForCausalLM(MoeCausalLM, Qwen3_5MoePreTrainedModel):
    base_class = Qwen3_5MoeTextModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


HEADS = {"base": Qwen3_5MoeTextModel, "causal-lm": Qwen3_5MoeForCausalLM}
