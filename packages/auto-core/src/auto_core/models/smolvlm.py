"""SmolVLM: Marafioti et al., 2025, arXiv:2504.05299.

Idefics3 made small; the frames of a video are images of a text.
"""

from __future__ import annotations

from auto_core.configs.smolvlm import SmolVLMConfig, SmolVLMVisionConfig

from ..blocks.variation import variation
from . import idefics3


class SmolVLMVisionTransformer(idefics3.Idefics3VisionTransformer):
    config_class = SmolVLMVisionConfig


class SmolVLMPreTrainedModel(idefics3.Idefics3PreTrainedModel):
    """What all SmolVLM models share."""

    config_class = SmolVLMConfig
    vision_class = SmolVLMVisionTransformer


class SmolVLMModel(idefics3.Idefics3Model, SmolVLMPreTrainedModel):
    __doc__ = idefics3.Idefics3Model.__doc__

    def returned(self, output, vectors):
        """What the model returns of images: the image encoder's output, with their vectors."""
        return output


HEADS = variation(__name__, "SmolVLM", idefics3, SmolVLMConfig)
