"""Command A Vision: Cohere, 2025, https://cohere.com/blog/command-a-vision.

Aya Vision's network without a norm in the projector, on the image encoder's last hidden states.

n tiles, q vectors of a tile, d hidden, c H W pixels.
"""

from __future__ import annotations

from auto_core.configs.cohere2_vision import Cohere2VisionConfig

from . import llava
from .aya_vision import ShuffledPreTrainedModel, ShuffledProjector


class Cohere2VisionMultiModalProjector(ShuffledProjector):
    pass


class Cohere2VisionPreTrainedModel(ShuffledPreTrainedModel):
    """What all Command A Vision models share."""

    config_class = Cohere2VisionConfig
    projector_class = Cohere2VisionMultiModalProjector
    static_inputs = ()


class Cohere2VisionModel(llava.TilesModel, Cohere2VisionPreTrainedModel):
    """Command A Vision without a head."""


class Cohere2VisionForConditionalGeneration(llava.ImageTextCausalLM, Cohere2VisionPreTrainedModel):
    base_class = Cohere2VisionModel


HEADS = {
    "base": Cohere2VisionModel,
    "vision2seq": Cohere2VisionForConditionalGeneration,
    "image-text-to-text": Cohere2VisionForConditionalGeneration,
    "multimodal-lm": Cohere2VisionForConditionalGeneration,
}
