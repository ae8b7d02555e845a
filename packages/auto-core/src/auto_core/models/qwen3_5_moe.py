"""Qwen3.5's mixtures of experts with images and videos: Qwen Team, 2026.

Qwen3.5's vision encoder before the decoder of its mixtures of experts.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.qwen3_5_moe import Qwen3_5MoeConfig, Qwen3_5MoeVisionConfig

from . import qwen3_5, qwen3_5_moe_text
from .qwen3_vl import FramesLikeImages
from .qwen3_vl_moe import RoutedGeneration, RoutedModel


class Qwen3_5MoeVisionModel(qwen3_5.Qwen3_5VisionModel):
    """The vision encoder; called like Qwen3.5's."""

    config_class = Qwen3_5MoeVisionConfig


class Qwen3_5MoeVLPreTrainedModel(qwen3_5.Qwen3_5VLPreTrainedModel):
    """What the models with images share."""

    config_class = Qwen3_5MoeConfig
    expert_names = qwen3_5_moe_text.Qwen3_5MoePreTrainedModel.expert_names
    vision_class = Qwen3_5MoeVisionModel
    text_class = qwen3_5_moe_text.Qwen3_5MoeTextModel


class Qwen3_5MoeModel(FramesLikeImages, RoutedModel, Qwen3_5MoeVLPreTrainedModel):
    pass


class Qwen3_5MoeForConditionalGeneration(RoutedGeneration, Qwen3_5MoeVLPreTrainedModel):
    base_class = Qwen3_5MoeModel


class Qwen3_5MoeForCausalLM(qwen3_5_moe_text.Qwen3_5MoeForCausalLM):
    """The language model alone, from checkpoints and configs of the whole too."""

    @classmethod
    def _own_config(cls, config: Any) -> Any:
        return config.text_config if isinstance(config, Qwen3_5MoeConfig) else config


HEADS = {
    "base": Qwen3_5MoeModel,
    "causal-lm": Qwen3_5MoeForCausalLM,
    "vision2seq": Qwen3_5MoeForConditionalGeneration,
    "image-text-to-text": Qwen3_5MoeForConditionalGeneration,
    "multimodal-lm": Qwen3_5MoeForConditionalGeneration,
}
