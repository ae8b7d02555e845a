"""LFM2-VL: Liquid AI, 2025, arXiv:2511.23404.

SigLIP 2's patches of images of any size; squares of them become vectors among the tokens of LFM2.

n tiles, p patches of a tile with padding, m vectors of all tiles, s patches of a square, e hidden
of the image encoder, d hidden, f numbers of a patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.configs.lfm2_vl import Lfm2VlConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import static_rows

from .. import nn, ops
from ..blocks.activations import activation
from . import llava

Shapes = Sequence[tuple[int, int]]


def square_index(shapes: Shapes, factor: int) -> tuple[np.ndarray, np.ndarray]:
    """[m s]: of each vector, row by row, its tile and the indices of its square's patches there."""
    tiles, found = [], []
    for tile, (rows, columns) in enumerate(shapes):
        grid = np.arange(rows * columns)
        cut = grid.reshape(rows // factor, factor, columns // factor, factor)
        found.append(cut.transpose(0, 2, 1, 3).reshape(-1, factor**2))
        tiles.append(np.full_like(found[-1], tile))
    return np.concatenate(tiles), np.concatenate(found)


class Lfm2VlMultiModalProjector(nn.Module):
    """A norm, unless the config has none, and two layers to the language model's size."""

    def __init__(self, config: Lfm2VlConfig):
        super().__init__()
        size = config.vision_config.hidden_size * config.downsample_factor**2
        inner, bias = config.projector_hidden_size, config.projector_bias
        norm = nn.LayerNorm(size, eps=1e-5) if config.projector_use_layernorm else None
        self.layer_norm = norm
        self.linear_1 = nn.Linear(size, inner, bias=bias)
        self.linear_2 = nn.Linear(inner, config.text_config.hidden_size, bias=bias)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, squares):  # [m s*e] -> [m d]
        hidden = squares if self.layer_norm is None else self.layer_norm(squares)
        return self.linear_2(self.activation(self.linear_1(hidden)))


class Lfm2VlPreTrainedModel(llava.LlavaPreTrainedModel):
    """What all LFM2-VL models share."""

    config_class = Lfm2VlConfig
    prefill_inputs = ("pixel_values", "pixel_attention_mask")
    static_inputs = ("spatial_shapes",)
    carries_states = True
    projector_class = Lfm2VlMultiModalProjector

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shapes = inputs.get("spatial_shapes")
        if inputs.get("pixel_values") is None or not shapes:
            return {}
        total = sum(rows * columns for rows, columns in shapes)
        return {
            "pixel_values": (self.config.image_token_id, total // self.config.downsample_factor**2)
        }


class Lfm2VlModel(llava.TowerAndDecoder, Lfm2VlPreTrainedModel):
    """LFM2-VL without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a tile, or inputs_embeds [b t d].
        pixel_values: [n p f], the patches of each tile row by row, then padding.
        pixel_attention_mask: [n p], 1 for patches and 0 for padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a cache from an earlier call.
        spatial_shapes: (rows, columns) of each tile's patches, known when a graph is made.
    """

    def checked(self, spatial_shapes: Any, tiles: Any, patches: Any) -> Shapes:
        """Rows and columns of tiles.

        Raises:
            InputError: they are missing, of other tiles than there are, or no squares of patches or
                more patches than there are.
        """
        shapes, factor = (
            static_rows("spatial_shapes", spatial_shapes),
            self.config.downsample_factor,
        )
        if shapes is None:
            raise InputError(
                "pixel_values came without spatial_shapes: pass what the processor gave."
            )
        if isinstance(tiles, int) and len(shapes) != tiles:
            raise InputError(
                f"spatial_shapes are of {len(shapes)} tiles, and pixel_values {tiles}."
            )
        for rows, columns in shapes:
            if rows % factor or columns % factor:
                raise InputError(
                    f"spatial_shapes has {(rows, columns)}, expected multiples of the config's "
                    f"downsample_factor, {factor}."
                )
            if isinstance(patches, int) and rows * columns > patches:
                raise InputError(
                    f"spatial_shapes has {(rows, columns)}, and pixel_values have {patches} "
                    "patches of a tile."
                )
        return shapes

    def encoded(self, pixel_values, spatial_shapes: Any, pixel_attention_mask, **options: Any):
        """The image encoder's output, the vectors [m d] of all tiles, and how many each has."""
        pixels = ops.asarray(pixel_values)
        shape = ops.shape(pixels)
        if len(shape) != 3:
            raise InputError(
                f"pixel_values have {len(shape)} axes, expected [tiles patches numbers]."
            )
        tiles, patches, _ = shape
        shapes = self.checked(spatial_shapes, tiles, patches)
        if pixel_attention_mask is not None:
            found = ops.shape(ops.asarray(pixel_attention_mask))
            known = isinstance(tiles, int) and isinstance(patches, int)
            if len(found) != 2 or (known and tuple(found) != (tiles, patches)):
                raise InputError(
                    f"pixel_attention_mask has shape {tuple(found)}, and pixel_values have "
                    f"{(tiles, patches)} patches."
                )
        output = self.vision_tower(
            pixels,
            pixel_attention_mask,
            ops.asarray(np.array(shapes), like=pixels, dtype="int64"),
            return_dict=True,
            **options,
        )
        hidden, factor = output.last_hidden_state, self.config.downsample_factor
        tiles, patches, size = ops.shape(hidden)
        rows = ops.reshape(hidden, (tiles * patches, size))
        tile, patch = (
            ops.asarray(index.reshape(-1), like=rows, dtype="int64")
            for index in square_index(shapes, factor)
        )
        chosen = ops.take(rows, tile * patches + patch, 0)
        chosen = ops.reshape(chosen, (-1, factor**2 * size))
        counts = [rows * columns // factor**2 for rows, columns in shapes]
        return output, self.multi_modal_projector(chosen), counts

    def get_image_features(
        self,
        pixel_values,
        spatial_shapes=None,
        pixel_attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [m d] of each tile as `pooler_output`."""
        output, vectors, counts = self.encoded(
            pixel_values,
            spatial_shapes,
            pixel_attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return BaseModelOutputWithPooling.of(
            output, pooler_output=tuple(ops.split(vectors, counts, 0))
        )

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        pixel_attention_mask=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        spatial_shapes: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors = None
        if pixel_values is not None:
            _, vectors, _ = self.encoded(pixel_values, spatial_shapes, pixel_attention_mask)
        return self.decode(
            self.with_vectors(input_ids, inputs_embeds, vectors),
            vectors,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Lfm2VlForConditionalGeneration(llava.ImageTextCausalLM, Lfm2VlPreTrainedModel):
    base_class = Lfm2VlModel


HEADS = {
    "base": Lfm2VlModel,
    "vision2seq": Lfm2VlForConditionalGeneration,
    "image-text-to-text": Lfm2VlForConditionalGeneration,
    "multimodal-lm": Lfm2VlForConditionalGeneration,
}
