"""DeiT: Touvron et al., 2020, arXiv:2012.12877.

ViT with a second special token, whose output is trained by a convolutional teacher.

b batch, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.deit import DeiTConfig
from auto_core.initializers import Init
from auto_core.outputs import DeiTForImageClassificationWithTeacherOutput

from ..blocks.heads import Head
from ..blocks.image_heads import classifier
from ..blocks.variation import variation
from . import vit


class DeiTEmbeddings(vit.ViTEmbeddings):
    special_tokens = ("cls_token", "distillation_token")
    token_init: Init = "zeros"


class DeiTPreTrainedModel(vit.ViTPreTrainedModel):
    """What all DeiT models share."""

    config_class = DeiTConfig
    base_model_prefix = "deit"
    embeddings_class = DeiTEmbeddings


class DeiTModel(vit.ViTModel, DeiTPreTrainedModel):
    """DeiT without a head; called like ViTModel."""


class DeiTForImageClassificationWithTeacher(Head, DeiTPreTrainedModel):
    """The mean of two classifiers, of CLS and of the distillation token; without a loss."""

    base_class = DeiTModel
    base_options = {"add_pooling_layer": False}
    excluded_inputs = ("bool_masked_pos",)

    def add_head(self, config: DeiTConfig) -> None:
        self.cls_classifier = classifier(config, config.hidden_size)
        self.distillation_classifier = classifier(config, config.hidden_size)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        cls_logits = self.cls_classifier(output.last_hidden_state[:, 0])
        distillation_logits = self.distillation_classifier(output.last_hidden_state[:, 1])
        return DeiTForImageClassificationWithTeacherOutput.of(
            output,
            logits=(cls_logits + distillation_logits) / 2,
            cls_logits=cls_logits,
            distillation_logits=distillation_logits,
        )


HEADS = variation(
    __name__, "DeiT", vit, DeiTConfig, heads={"masked-image-modeling": {"special_tokens": 2}}
)

# Built instead of the head above where a config names it in `architectures`.
ALTERNATIVES = {"image-classification": (DeiTForImageClassificationWithTeacher,)}
