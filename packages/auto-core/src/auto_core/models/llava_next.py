"""LLaVA-NeXT: Liu et al., 2024, https://llava-vl.github.io/blog/2024-01-30-llava-next.

LLaVA with images of any size: the whole image, and tiles of it at one of several resolutions.
The patches of all tiles are put together again, without padding, each row with its end.

n images, k tiles of an image, p patches of a tile, m vectors of all images, d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.configs.llava_next import LlavaNextConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import static_rows
from auto_core.tiles import packed_order, tile_counts

from .. import nn, ops
from . import llava

Sizes = Sequence[tuple[int, int]]


class LlavaNextPreTrainedModel(llava.LlavaPreTrainedModel):
    config_class = LlavaNextConfig
    renames = (*llava.RENAMES, (r"^image_newline$", "model.image_newline"))
    static_inputs = ("image_sizes", "vision_feature_layer")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        sizes = inputs.get("image_sizes")
        if inputs.get("pixel_values") is None or not sizes:
            return {}
        config = self.config
        side = config.vision_config.image_size // config.vision_config.patch_size
        each = [len(order) for order in orders(config, sizes, side**2)]
        return {"pixel_values": (config.image_token_id, sum(each))}


def tiles_of(config: Any, size: tuple[int, int]) -> int:
    """How many tiles an image has, itself among them."""
    side = config.vision_config.image_size
    down, across = tile_counts(size, config.image_grid_pinpoints, side)
    return down * across + 1


def orders(config: Any, sizes: Sizes, patches: int) -> list[np.ndarray]:
    """Of each image, indices of its vectors among the patches of all tiles; -1 is a row's end."""
    vision, start, found = config.vision_config, 0, []
    for size in sizes:
        tiles = tile_counts(size, config.image_grid_pinpoints, vision.image_size)
        whole = packed_order(tiles, vision.image_size // vision.patch_size, size)
        ends = np.full((len(whole), 1), -1 - start - patches)
        rows = np.concatenate([whole, ends], 1).reshape(-1) + start + patches
        found.append(np.concatenate([start + np.arange(patches), rows]))
        start += (tiles[0] * tiles[1] + 1) * patches
    return found


class LlavaNextModel(llava.TowerAndDecoder, LlavaNextPreTrainedModel):
    """LLaVA-NeXT without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n k c H W], tiles of each image, fewer than k filled up; or [n*k c H W].
        image_sizes: (height, width) of each image, known when a graph is made.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        vision_feature_layer, vision_feature_select_strategy: instead of the config's.
    """

    def __init__(self, config: LlavaNextConfig):
        super().__init__(config)
        d = config.text_config.hidden_size
        self.image_newline = nn.Parameter((d,), init=Normal(d**-0.5))

    selected = llava.LlavaModel.selected

    def flat_tiles(self, pixel_values, counts: list[int]):  # -> [tiles c H W]
        """So many tiles of each image, without what fills them up."""
        shape = ops.shape(pixel_values)
        if len(shape) == 4:
            return pixel_values
        if len(shape) != 5 or (isinstance(shape[1], int) and max(counts) > shape[1]):
            raise InputError(
                f"pixel_values have shape {tuple(shape)}, and images of these sizes have {counts} "
                "tiles: pass pixel_values and image_sizes as the processor returned them."
            )
        images, tiles, *rest = shape
        flat = ops.reshape(pixel_values, (images * tiles, *rest))
        image = [i for i, count in enumerate(counts) for _ in range(count)]
        tile = [k for count in counts for k in range(count)]
        chosen = ops.asarray(image, like=flat, dtype="int64") * tiles
        return ops.take(flat, chosen + ops.asarray(tile, like=flat, dtype="int64"), 0)

    def packed(self, output, sizes: Sizes, layers: Any, strategy: str | None):
        """The vectors [m d] of all images, and how many each has."""
        vectors = self.multi_modal_projector(self.selected(output, layers, strategy))
        tiles, patches, d = ops.shape(vectors)
        rows = ops.reshape(vectors, (tiles * patches, d))
        end = ops.cast(ops.unsqueeze(ops.asarray(self.image_newline), 0), ops.dtype(rows))
        each = orders(self.config, sizes, patches)
        total = sum(tiles_of(self.config, size) for size in sizes) * patches
        index = np.concatenate(each)
        index = ops.asarray(np.where(index < 0, total, index), like=rows, dtype="int64")
        return ops.take(ops.cat([rows, end], 0), index, 0), [len(order) for order in each]

    def encoded(self, pixel_values, image_sizes, **options: Any):
        """The image encoder's output of all tiles, and the sizes of images."""
        sizes = static_rows("image_sizes", image_sizes)
        if sizes is None:
            raise InputError("pixel_values came without image_sizes: pass what the processor gave.")
        counts = [tiles_of(self.config, size) for size in sizes]
        tiles = self.flat_tiles(pixel_values, counts)
        output = self.vision_tower(tiles, output_hidden_states=True, return_dict=True, **options)
        return output, sizes

    def get_image_features(
        self,
        pixel_values,
        image_sizes=None,
        *,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [m d] of each image as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        output, sizes = self.encoded(pixel_values, image_sizes, output_attentions=output_attentions)
        vectors, counts = self.packed(
            output, sizes, vision_feature_layer, vision_feature_select_strategy
        )
        return BaseModelOutputWithPooling.of(
            output, pooler_output=tuple(ops.split(vectors, counts, 0))
        )

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        image_sizes: Any = None,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors = None
        if pixel_values is not None:
            output, sizes = self.encoded(pixel_values, image_sizes)
            vectors, _ = self.packed(
                output, sizes, vision_feature_layer, vision_feature_select_strategy
            )
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


class LlavaNextForConditionalGeneration(llava.ImageTextCausalLM, LlavaNextPreTrainedModel):
    base_class = LlavaNextModel


HEADS = {
    "base": LlavaNextModel,
    "pretraining": LlavaNextForConditionalGeneration,
    "vision2seq": LlavaNextForConditionalGeneration,
    "image-text-to-text": LlavaNextForConditionalGeneration,
    "multimodal-lm": LlavaNextForConditionalGeneration,
}
