"""DeepSeek-VL: Lu et al., 2024, arXiv:2403.05525.

SigLIP's patches of images of one size, through two layers among the tokens of LLaMA.

n images, p patches of an image, d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.deepseek_vl import DeepseekVLConfig
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import parts
from . import llava


class DeepseekVLAligner(nn.Module):
    """Two layers, from the image encoder's patches to the language model's size."""

    def __init__(self, config: DeepseekVLConfig):
        super().__init__()
        d = config.text_config.hidden_size
        self.linear1 = nn.Linear(config.vision_config.hidden_size, d)
        self.linear2 = nn.Linear(d, d)

    def forward(self, patches):  # [n p e] -> [n p d]
        return self.linear2(ops.gelu(self.linear1(patches), approximate="none"))


class DeepseekVLPreTrainedModel(llava.LlavaPreTrainedModel):
    """What all DeepSeek-VL models share."""

    config_class = DeepseekVLConfig
    renames = ((r"^model\.vision_model\.vision_model\.", "model.vision_model."),)
    projector_class = None
    static_inputs = ()
    # The part that variations of this family replace.
    aligner_class: Any = DeepseekVLAligner

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        vision = self.config.vision_config
        if len(shape) != 4 or vision.model_type not in llava.CLASS_TOKENS:
            return {}
        if not all(isinstance(n, int) for n in shape):
            return {}
        each = (shape[2] // vision.patch_size) * (shape[3] // vision.patch_size)
        each += llava.CLASS_TOKENS[vision.model_type]
        return {"pixel_values": (self.config.image_token_id, shape[0] * each)}


class AlignedModel(llava.TilesModel):
    """A `TilesModel` that returns the vectors of all images in one row, and whose parts have other
    names."""

    config: Any
    aligner_class: Any

    def add_tower(self, config: Any) -> None:
        self.vision_model = parts.build(config.vision_config)
        self.aligner = self.aligner_class(config)

    def image_rows(self, pixel_values, **options: Any):
        _, rows = super().image_rows(pixel_values, **options)
        return rows, rows


class DeepseekVLModel(AlignedModel, DeepseekVLPreTrainedModel):
    """DeepSeek-VL without a head."""

    def get_image_features(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        """The image encoder's output, with the vectors [n p d] of images as `pooler_output`."""
        output = self.vision_model(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.aligner(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)


class DeepseekVLForConditionalGeneration(llava.ImageTextCausalLM, DeepseekVLPreTrainedModel):
    base_class = DeepseekVLModel


HEADS = {
    "base": DeepseekVLModel,
    "vision2seq": DeepseekVLForConditionalGeneration,
    "image-text-to-text": DeepseekVLForConditionalGeneration,
    "multimodal-lm": DeepseekVLForConditionalGeneration,
}
