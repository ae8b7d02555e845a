"""Qwen3.5 with images and videos: Qwen Team, 2026.

Qwen3-VL's vision encoder, without DeepStack, before Qwen3.5's decoder.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.qwen3_5 import Qwen3_5Config, Qwen3_5VisionConfig

from ..blocks.decoder_heads import SequenceClassification, TokenClassification
from . import qwen2_vl, qwen3_5_text
from .qwen3_vl import FramesLikeImages, LocatedVisionModel


class Qwen3_5VisionModel(LocatedVisionModel):
    """The vision encoder; called like Qwen2-VL's."""

    config_class = Qwen3_5VisionConfig


class Qwen3_5VLPreTrainedModel(qwen2_vl.Qwen2VLPreTrainedModel):
    """What the models with images share."""

    config_class = Qwen3_5Config
    ignored_keys = (r"^mtp\.",)  # a head that drafts several tokens
    head_parts = (r"^(lm_head|score)\.",)
    carries_states = True
    vision_class = Qwen3_5VisionModel
    text_class = qwen3_5_text.Qwen3_5TextModel


class Qwen3_5Model(FramesLikeImages, qwen2_vl.Qwen2VLModel, Qwen3_5VLPreTrainedModel):
    pass


class Qwen3_5ForConditionalGeneration(qwen2_vl.ConditionalGeneration, Qwen3_5VLPreTrainedModel):
    base_class = Qwen3_5Model


class Qwen3_5ForSequenceClassification(SequenceClassification, Qwen3_5VLPreTrainedModel):
    base_class = Qwen3_5Model


class Qwen3_5ForTokenClassification(TokenClassification, Qwen3_5VLPreTrainedModel):
    base_class = Qwen3_5Model


class Qwen3_5ForCausalLM(qwen3_5_text.Qwen3_5ForCausalLM):
    """The language model alone, from checkpoints and configs of the whole too."""

    @classmethod
    def _own_config(cls, config: Any) -> Any:
        return config.text_config if isinstance(config, Qwen3_5Config) else config


HEADS = {
    "base": Qwen3_5Model,
    "causal-lm": Qwen3_5ForCausalLM,
    "vision2seq": Qwen3_5ForConditionalGeneration,
    "image-text-to-text": Qwen3_5ForConditionalGeneration,
    "multimodal-lm": Qwen3_5ForConditionalGeneration,
    "sequence-classification": Qwen3_5ForSequenceClassification,
    "token-classification": Qwen3_5ForTokenClassification,
}
