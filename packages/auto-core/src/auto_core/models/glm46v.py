"""GLM-4.6V: GLM-V Team, 2025, arXiv:2507.01006.

GLM-4.1V's network, whose language model may be GLM-4.5V's too.
"""

from __future__ import annotations

from auto_core.configs.glm46v import Glm46VConfig

from ..blocks import parts
from . import glm4v, qwen2_moe, qwen2_vl
from .qwen3_vl import FramesLikeImages


class Glm46VPreTrainedModel(glm4v.Glm4vPreTrainedModel):
    """What both models share."""

    config_class = Glm46VConfig
    expert_names = qwen2_moe.EXPERT_NAMES
    vision_class = text_class = staticmethod(parts.build)


class Glm46VModel(glm4v.OneToken, FramesLikeImages, qwen2_vl.Qwen2VLModel, Glm46VPreTrainedModel):
    pass


class Glm46VForConditionalGeneration(qwen2_vl.ConditionalGeneration, Glm46VPreTrainedModel):
    base_class = Glm46VModel


HEADS = {
    "base": Glm46VModel,
    "vision2seq": Glm46VForConditionalGeneration,
    "image-text-to-text": Glm46VForConditionalGeneration,
    "multimodal-lm": Glm46VForConditionalGeneration,
}
