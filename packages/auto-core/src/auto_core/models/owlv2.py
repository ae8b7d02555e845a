"""OWLv2: Minderer et al., 2023, arXiv:2306.09683.

OWL-ViT with a head that tells which patches show an object at all.
"""

from __future__ import annotations

from auto_core.configs.owlv2 import Owlv2Config, Owlv2TextConfig, Owlv2VisionConfig

from .. import nn, ops
from .owlvit import (
    ObjectDetection,
    OwlViTBoxPredictionHead,
    OwlViTClassPredictionHead,
    OwlViTModel,
    OwlViTPreTrainedModel,
    OwlViTTextModel,
    OwlViTVisionModel,
)


class Owlv2PreTrainedModel(OwlViTPreTrainedModel):
    """What all OWLv2 models share."""

    config_class = Owlv2Config
    base_model_prefix = "owlv2"


class Owlv2Model(OwlViTModel, Owlv2PreTrainedModel):
    """OWLv2 without a head; called like OwlViTModel."""


class Owlv2TextModel(OwlViTTextModel, Owlv2PreTrainedModel):
    config_class = Owlv2TextConfig
    optional_parts = (r"^(owlv2\.)?(vision_model\.|(visual|text)_projection\.|logit_scale$)",)


class Owlv2VisionModel(OwlViTVisionModel, Owlv2PreTrainedModel):
    config_class = Owlv2VisionConfig
    optional_parts = (r"^(owlv2\.)?(text_model\.|(visual|text)_projection\.|logit_scale$)",)


class Owlv2ForObjectDetection(ObjectDetection, Owlv2PreTrainedModel):
    """See ObjectDetection; it returns `objectness_logits` [b p] too."""

    def __init__(self, config: Owlv2Config):
        super().__init__(config)
        self.owlv2 = Owlv2Model(config)
        self.class_head = OwlViTClassPredictionHead(config)
        self.box_head = OwlViTBoxPredictionHead(config)
        self.objectness_head = OwlViTBoxPredictionHead(config, size=1)
        vision = config.vision_config
        self.layer_norm = nn.LayerNorm(vision.hidden_size, eps=vision.layer_norm_eps)

    def objectness(self, patches):
        # Learnt apart from what patches are, so that no gradient goes further back.
        return self.objectness_head(ops.detach(patches))[..., 0]

    def best_patch(self, patches, embeds, boxes):
        """Which patch [b] of a query image stands for what it shows: most surely an object."""
        return ops.argmax(self.objectness(patches), 1)


HEADS = {
    "base": Owlv2Model,
    "zero-shot-object-detection": Owlv2ForObjectDetection,
}
