"""GLM-OCR: Z.ai, 2026.

GLM-4.1V's network for pages: a vision encoder without learned positions, with norms of each head's
query and key, before a small language model.

n patches of all images, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.glm_ocr import GlmOcrConfig, GlmOcrTextConfig, GlmOcrVisionConfig

from .. import nn
from . import glm4v


class GlmOcrVisionMlp(glm4v.Gated):
    def __init__(self, config: GlmOcrVisionConfig):
        sizes = config.hidden_size, config.intermediate_size
        super().__init__(*sizes, config.hidden_act, bias=config.attention_bias)


class GlmOcrVisionAttention(glm4v.Glm4vVisionAttention):
    def __init__(self, config: GlmOcrVisionConfig):
        super().__init__(config)
        d, eps = config.hidden_size, config.rms_norm_eps
        self.proj = nn.Linear(d, d, bias=config.attention_bias)
        self.q_norm = nn.RMSNorm(self.head_size, eps=eps)
        self.k_norm = nn.RMSNorm(self.head_size, eps=eps)

    def normalised(self, query, key):  # two of [1 n h s]
        return self.q_norm(query), self.k_norm(key)


class GlmOcrVisionBlock(glm4v.Glm4vVisionBlock):
    mlp_class, attention_class = GlmOcrVisionMlp, GlmOcrVisionAttention


class GlmOcrVisionPatchMerger(glm4v.Glm4vVisionPatchMerger):
    def features(self, config: Any) -> int:
        return config.out_hidden_size * config.in_channels


class GlmOcrVisionModel(glm4v.Glm4vVisionModel):
    """The vision encoder; called like Qwen2-VL's. Its last hidden state is of squares of patches
    [n/4 d]."""

    config_class = GlmOcrVisionConfig
    block_class, merger_class = GlmOcrVisionBlock, GlmOcrVisionPatchMerger

    def add_positions(self, config: Any) -> None:
        pass

    def located(self, hidden, grids):  # [n d] -> [n d]
        return hidden


class GlmOcrTextModel(glm4v.Glm4vTextModel):
    """The language model without a head; called like Qwen2-VL's."""

    config_class = GlmOcrTextConfig


class GlmOcrPreTrainedModel(glm4v.Glm4vPreTrainedModel):
    """What all GLM-OCR models share."""

    config_class = GlmOcrConfig
    vision_class, text_class = GlmOcrVisionModel, GlmOcrTextModel
    ignored_keys = (r"^model\.language_model\.layers\.16\.",)  # which drafts several tokens


class GlmOcrModel(glm4v.Glm4vModel, GlmOcrPreTrainedModel):
    pass


class GlmOcrForConditionalGeneration(glm4v.Glm4vForConditionalGeneration, GlmOcrPreTrainedModel):
    base_class = GlmOcrModel


HEADS = {
    "base": GlmOcrModel,
    "vision2seq": GlmOcrForConditionalGeneration,
    "image-text-to-text": GlmOcrForConditionalGeneration,
    "multimodal-lm": GlmOcrForConditionalGeneration,
}
