"""GOT-OCR 2.0: Wei et al., 2024, arXiv:2409.01704.

SAM's image encoder reads pages; two convolutions make its map a sixteenth as large, for a language
model that writes what is on them.

n tiles, q vectors of a tile, e channels of the image encoder, d hidden, y x map, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.got_ocr2 import GotOcr2Config
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from . import llava
from .sam import SamVisionEncoder


class GotOcr2MultiModalProjector(nn.Module):
    """Two convolutions, each of which halves the map, and a linear layer."""

    def __init__(self, config: GotOcr2Config):
        super().__init__()
        size, d = config.vision_config.output_channels, config.text_config.hidden_size
        options: dict[str, Any] = dict(stride=2, padding=1, bias=False)
        self.conv_upsampler1 = nn.Conv2d(size, 2 * size, 3, **options)
        self.conv_upsampler2 = nn.Conv2d(2 * size, d, 3, **options)
        self.multimodal_projector = nn.Linear(d, d)

    def forward(self, image):  # [n e y x] -> [n q d]
        hidden = self.conv_upsampler1(ops.permute(image, (0, 2, 3, 1)))
        hidden = self.conv_upsampler2(hidden)
        tiles, rows, columns, d = ops.shape(hidden)
        return self.multimodal_projector(ops.reshape(hidden, (tiles, rows * columns, d)))


class GotOcr2PreTrainedModel(llava.LlavaPreTrainedModel):
    """What all GOT-OCR 2.0 models share."""

    config_class = GotOcr2Config
    projector_class = GotOcr2MultiModalProjector
    static_inputs = ()

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not isinstance(shape[0], int):
            return {}
        return {"pixel_values": (self.config.image_token_id, shape[0] * self.config.vectors)}


class GotOcr2Model(llava.TilesModel, GotOcr2PreTrainedModel):
    """GOT-OCR 2.0 without a head."""

    def add_tower(self, config: GotOcr2Config) -> None:
        self.vision_tower = SamVisionEncoder(config.vision_config)

    def get_image_features(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        """The image encoder's output, with the vectors [n q d] of tiles as `pooler_output`."""
        output = self.vision_tower(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return BaseModelOutputWithPooling(
            last_hidden_state=output.last_hidden_state,
            pooler_output=self.multi_modal_projector(output.last_hidden_state),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class GotOcr2ForConditionalGeneration(llava.ImageTextCausalLM, GotOcr2PreTrainedModel):
    base_class = GotOcr2Model


HEADS = {
    "base": GotOcr2Model,
    "causal-lm": GotOcr2ForConditionalGeneration,
    "vision2seq": GotOcr2ForConditionalGeneration,
    "image-text-to-text": GotOcr2ForConditionalGeneration,
    "multimodal-lm": GotOcr2ForConditionalGeneration,
}
