"""OWLv2: Minderer et al., 2023, arXiv:2306.09683.

OWL-ViT with a head that predicts which patches have an object at all.
"""

from __future__ import annotations

from auto_core.configs.owlv2 import Owlv2Config, Owlv2TextConfig, Owlv2VisionConfig

from .. import ops
from .owlvit import (
    ObjectDetection,
    OwlViTBoxPredictionHead,
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

    base_class = Owlv2Model

    def add_head(self, config: Owlv2Config) -> None:
        """Make the layers after the encoders."""
        super().add_head(config)
        self.objectness_head = OwlViTBoxPredictionHead(config, size=1)

    def objectness(self, patches):
        # Trained on its own: no gradient goes further back.
        return self.objectness_head(ops.detach(patches))[..., 0]

    def best_patch(self, patches, embeds, boxes):
        """The patch [b] of a query image with the highest objectness."""
        return ops.argmax(self.objectness(patches), 1)


HEADS = {
    "base": Owlv2Model,
    "zero-shot-object-detection": Owlv2ForObjectDetection,
}
