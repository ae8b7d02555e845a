"""MetaCLIP 2: Chuang et al., 2025, arXiv:2507.22062.

CLIP's two encoders, trained on texts of many languages. Its tokenizer is XLM-V's, whose end token
has the id 2.

b batch, t tokens.
"""

from __future__ import annotations

from auto_core.configs.metaclip_2 import MetaClip2Config, MetaClip2TextConfig, MetaClip2VisionConfig

from .. import ops
from ..blocks.variation import variation
from . import clip


class MetaClip2TextModel(clip.CLIPTextModel):
    config_class = MetaClip2TextConfig

    def end(self, input_ids):
        """The position [b] of each text's first end token."""
        return ops.argmax(ops.cast(input_ids == self.config.eos_token_id, "int64"), 1)


class MetaClip2VisionModel(clip.CLIPVisionModel):
    config_class = MetaClip2VisionConfig


class MetaClip2TextModelWithProjection(clip.CLIPTextModelWithProjection):
    config_class = MetaClip2TextConfig
    base_class = MetaClip2TextModel


class MetaClip2VisionModelWithProjection(clip.CLIPVisionModelWithProjection):
    config_class = MetaClip2VisionConfig
    base_class = MetaClip2VisionModel


TOWERS = {"text_class": MetaClip2TextModel, "vision_class": MetaClip2VisionModel}
HEADS = variation(
    __name__,
    "MetaClip2",
    clip,
    MetaClip2Config,
    base_model_prefix="metaclip_2",
    heads={"base": TOWERS, "image-classification": {"base_class": MetaClip2VisionModel}},
)
