"""GLM-4.5V: GLM-V Team, 2025, arXiv:2507.01006.

GLM-4.1V's vision encoder before GLM-4.5's mixtures of experts, where positions have three parts.
"""

from __future__ import annotations

from auto_core.configs.glm4v_moe import Glm4vMoeConfig, Glm4vMoeTextConfig, Glm4vMoeVisionConfig

from ..blocks.mrope import MultimodalDecoder, MultimodalRotaryEmbedding
from . import glm4_moe, glm4v, qwen2_vl
from .qwen3_vl import FramesLikeImages
from .qwen3_vl_moe import RoutedGeneration, RoutedModel


class Glm4vMoeVisionModel(glm4v.Glm4vVisionModel):
    """The vision encoder; called like GLM-4.1V's."""

    config_class = Glm4vMoeVisionConfig


class Glm4vMoeTextModel(MultimodalDecoder, glm4_moe.Glm4MoeModel):
    """The language model without a head; called like MixtralModel, with positions in three
    parts."""

    config_class = Glm4vMoeTextConfig
    rotary_class = MultimodalRotaryEmbedding
    renames = qwen2_vl.Qwen2VLTextModel.renames
    ignored_keys = (
        *qwen2_vl.Qwen2VLTextModel.ignored_keys,
        *glm4_moe.Glm4MoeModel.ignored_keys,
    )


class Glm4vMoePreTrainedModel(glm4v.Glm4vPreTrainedModel):
    """What the models with images share."""

    config_class = Glm4vMoeConfig
    expert_names = Glm4vMoeTextModel.expert_names
    kept_wide = Glm4vMoeTextModel.kept_wide
    ignored_keys = glm4_moe.Glm4MoeModel.ignored_keys
    vision_class = Glm4vMoeVisionModel
    text_class = Glm4vMoeTextModel


class Glm4vMoeModel(glm4v.OneToken, FramesLikeImages, RoutedModel, Glm4vMoePreTrainedModel):
    pass


class Glm4vMoeForConditionalGeneration(RoutedGeneration, Glm4vMoePreTrainedModel):
    base_class = Glm4vMoeModel


HEADS = {
    "base": Glm4vMoeModel,
    "vision2seq": Glm4vMoeForConditionalGeneration,
    "image-text-to-text": Glm4vMoeForConditionalGeneration,
    "multimodal-lm": Glm4vMoeForConditionalGeneration,
}
