"""Aya Vision: Dash et al., 2025, arXiv:2505.08751.

LLaVA whose projector takes squares of SigLIP's patches and has a gate (SwiGLU: Shazeer, 2020,
arXiv:2002.05202), and whose images come in tiles.

n tiles, p patches of a tile, q vectors of a tile, e hidden of the image encoder, d hidden, c H W
pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.aya_vision import AyaVisionConfig, ShuffledTowerConfig
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks.patches import squares
from . import llava


class ShuffledProjector(nn.Module):
    """Squares of patches as one vector each, through a gate."""

    def __init__(self, config: ShuffledTowerConfig):
        super().__init__()
        self.scale, self.inner = config.downsample_factor, config.inner_size
        size = config.vision_config.hidden_size * self.scale**2
        self.add_norm(config, size)
        self.linear_1 = nn.Linear(size, self.inner)
        self.linear_2 = nn.Linear(self.inner // 2, config.text_config.hidden_size)

    def add_norm(self, config: Any, size: int) -> None:
        """Make the norm of the squares, where there is one."""

    def normalised(self, vectors):  # [n q e*s^2] -> [n q e*s^2]
        return vectors

    def forward(self, patches):  # [n p e] -> [n q d]
        hidden = self.linear_1(self.normalised(squares(patches, self.scale)))
        half = self.inner // 2
        value, gate = ops.split(hidden, [half, half], -1)
        return self.linear_2(ops.silu(gate) * value)


class AyaVisionMultiModalProjector(ShuffledProjector):
    def add_norm(self, config: AyaVisionConfig, size: int) -> None:
        self.layernorm = nn.LayerNorm(size, eps=config.adapter_layer_norm_eps)

    def normalised(self, vectors):
        return self.layernorm(vectors)


class ShuffledPreTrainedModel(llava.LlavaPreTrainedModel):
    """What models of tiles share whose squares of patches become vectors."""

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config = self.config
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not all(isinstance(n, int) for n in shape):
            return {}
        count, _, height, width = shape
        patch = config.vision_config.patch_size
        each = (height // patch) * (width // patch) // config.downsample_factor**2
        return {"pixel_values": (config.image_token_id, count * each)}


class AyaVisionPreTrainedModel(ShuffledPreTrainedModel):
    """What all Aya Vision models share."""

    config_class = AyaVisionConfig
    projector_class = AyaVisionMultiModalProjector
    static_inputs = ("vision_feature_layer",)


class AyaVisionModel(llava.ChosenLayersModel, AyaVisionPreTrainedModel):
    """Aya Vision without a head."""

    selected = llava.LlavaModel.selected

    def get_image_features(
        self,
        pixel_values,
        *,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [n q d] of tiles as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        output = self.vision_tower(
            pixel_values,
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
        )
        patches = self.selected(output, vision_feature_layer, vision_feature_select_strategy)
        vectors = self.multi_modal_projector(patches)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)


class AyaVisionForConditionalGeneration(llava.ImageTextCausalLM, AyaVisionPreTrainedModel):
    base_class = AyaVisionModel


HEADS = {
    "base": AyaVisionModel,
    "vision2seq": AyaVisionForConditionalGeneration,
    "image-text-to-text": AyaVisionForConditionalGeneration,
    "multimodal-lm": AyaVisionForConditionalGeneration,
}
