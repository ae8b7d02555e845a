"""LLaVA-OneVision: Li et al., 2024, arXiv:2408.03326.

LLaVA-NeXT whose tiles are resized where they are many; several images of a text are one tile each,
and the frames of a video a quarter of one.

n images, k tiles of an image, p patches of a tile, v videos, f frames, m vectors of an image or of
all, d hidden, H W pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from auto_core.configs.llava_onevision import LlavaOnevisionConfig, most_tiles
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    LlavaOnevisionModelOutputWithPast,
)
from auto_core.pretrained.static import static_rows
from auto_core.tiles import packed_order, tile_counts, unpadded

from .. import ops
from ..blocks.image_tokens import VideoTokens
from . import llava, llava_next
from .llava_next import Sizes, tiles_of


def grid_of(config: Any, size: tuple[int, int], ratio: str) -> tuple[int, int]:
    """Rows and columns of an image's patches without padding, and resized where they are many."""
    vision = config.vision_config
    side = vision.image_size // vision.patch_size
    tiles = tile_counts(size, config.image_grid_pinpoints, vision.image_size)
    whole = tiles[0] * side, tiles[1] * side
    top, left = unpadded(size, whole)
    rows, columns = whole[0] - 2 * top, whole[1] - 2 * left
    scale = math.sqrt(rows * columns / ((most_tiles(ratio) or 1) * side**2))
    return (int(rows // scale), int(columns // scale)) if scale > 1.1 else (rows, columns)


def alone(sizes: Sizes, counts: Sequence[int] | None) -> list[bool]:
    """Of each image, whether its text has no other: only then it is cut into tiles."""
    if counts is None:
        return [True] * len(sizes)
    found = [count == 1 for count in counts for _ in range(count)]
    if len(found) != len(sizes):
        raise InputError(
            f"batch_num_images tells of {len(found)} images, and image_sizes of {len(sizes)}."
        )
    return found


class LlavaOnevisionPreTrainedModel(llava_next.LlavaNextPreTrainedModel):
    config_class = LlavaOnevisionConfig
    prefill_inputs = ("pixel_values", "pixel_values_videos")
    static_inputs = ("image_sizes", "vision_feature_layer", "batch_num_images")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config = self.config
        found: dict[str, tuple[int, int]] = {}
        side = config.vision_config.image_size // config.vision_config.patch_size
        sizes = list(inputs.get("image_sizes") or ())
        ratio = inputs.get("vision_aspect_ratio") or config.vision_aspect_ratio
        if inputs.get("pixel_values") is not None and sizes and most_tiles(ratio) is not None:
            count = 0
            for size, single in zip(
                sizes, alone(sizes, inputs.get("batch_num_images")), strict=True
            ):
                rows, columns = grid_of(config, size, ratio) if single else (1, 0)
                count += side**2 + rows * (columns + 1)
            found["pixel_values"] = config.image_token_id, count
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values_videos"), "shape", ()))
        if len(shape) == 5 and all(isinstance(n, int) for n in shape[:2]):
            each = shape[1] * math.ceil(side / 2) ** 2 + 1
            found["pixel_values_videos"] = config.video_token_id, shape[0] * each
        return found


class LlavaOnevisionModel(VideoTokens, llava_next.LlavaNextModel, LlavaOnevisionPreTrainedModel):
    """LLaVA-OneVision without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or video, or inputs_embeds
            [b t d].
        pixel_values: [n k c H W], tiles of each image, fewer than k filled up; or [n*k c H W].
        image_sizes: (height, width) of each image, known when a graph is made.
        pixel_values_videos: [v f c H W].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        batch_num_images: how many images each text has, where it has some; by default one. Known
            when a graph is made.
        vision_feature_layer, vision_feature_select_strategy, vision_aspect_ratio: instead of the
            config's.
    """

    base_class = llava_next.LlavaNextModel
    input_order = ("input_ids", "pixel_values", "pixel_values_videos")

    def of_images(
        self,
        pixel_values,
        image_sizes,
        counts: Any,
        layers: Any,
        strategy: str | None,
        ratio: str | None,
        **options: Any,
    ):
        """The image encoder's output of all tiles, and the vectors [m d] of each image."""
        sizes = static_rows("image_sizes", image_sizes)
        if sizes is None:
            raise InputError("pixel_values came without image_sizes: pass what the processor gave.")
        ratio = self.config.vision_aspect_ratio if ratio is None else ratio
        if most_tiles(ratio) is None:
            raise InputError(f"vision_aspect_ratio is {ratio!r}, expected 'anyres_max_9' or alike.")
        single = alone(sizes, static_rows("batch_num_images", counts))
        tiles = [
            tiles_of(self.config, size) if one else 1
            for size, one in zip(sizes, single, strict=True)
        ]
        output = self.vision_tower(
            self.flat_tiles(pixel_values, tiles),
            output_hidden_states=True,
            return_dict=True,
            **options,
        )
        vectors = self.multi_modal_projector(self.selected(output, layers, strategy))
        _, patches, d = ops.shape(vectors)
        found, start = [], 0
        for size, count, one in zip(sizes, tiles, single, strict=True):
            rows = ops.reshape(vectors[start : start + count], (count * patches, d))
            found.append(self.packed_one(rows, patches, size if one else None, ratio))
            start += count
        return output, found

    def packed_one(self, rows, patches: int, size: tuple[int, int] | None, ratio: str):
        """The vectors [m d] of an image whose tiles' patches are `rows` [k*p d]; of one that is a
        tile without a size."""
        d = ops.shape(rows)[-1]
        end = ops.cast(ops.reshape(ops.asarray(self.image_newline), (1, 1, d)), ops.dtype(rows))
        if size is None:
            return ops.cat([rows, end[0]], 0)
        vision = self.config.vision_config
        tiles = tile_counts(size, self.config.image_grid_pinpoints, vision.image_size)
        order = packed_order(tiles, vision.image_size // vision.patch_size, size) + patches
        grid = ops.take(rows, ops.asarray(order.reshape(-1), like=rows, dtype="int64"), 0)
        whole = len(order), len(order[0])
        grid = ops.reshape(grid, (1, *whole, d))
        height, width = grid_of(self.config, size, ratio)
        if (height, width) != whole:
            grid = ops.interpolate(grid, (height, width), mode="bilinear", align_corners=False)
        grid = ops.cat([grid[0], ops.expand(end, (height, 1, d))], 1)
        return ops.cat([rows[:patches], ops.reshape(grid, (height * (width + 1), d))], 0)

    def of_videos(self, pixel_values_videos, layers: Any, strategy: str | None, **options: Any):
        """The image encoder's output of all frames, and the vectors [v m d] of each video."""
        videos, frames, *one = ops.shape(pixel_values_videos)
        output = self.vision_tower(
            ops.reshape(pixel_values_videos, (videos * frames, *one)),
            output_hidden_states=True,
            return_dict=True,
            **options,
        )
        vectors = self.multi_modal_projector(self.selected(output, layers, strategy))
        count, patches, d = ops.shape(vectors)
        side = math.isqrt(patches)
        half = math.ceil(side / 2)
        grid = ops.reshape(vectors, (count, side, side, d))
        grid = ops.interpolate(grid, (half, half), mode="bilinear", align_corners=False)
        rows = ops.reshape(grid, (videos, frames * half * half, d))
        end = ops.cast(ops.reshape(ops.asarray(self.image_newline), (1, 1, d)), ops.dtype(rows))
        return output, ops.cat([rows, ops.expand(end, (videos, 1, d))], 1)

    def get_image_features(
        self,
        pixel_values,
        image_sizes=None,
        *,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        vision_aspect_ratio: str | None = None,
        batch_num_images: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [m d] of each image as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        output, vectors = self.of_images(
            ops.asarray(pixel_values),
            image_sizes,
            batch_num_images,
            vision_feature_layer,
            vision_feature_select_strategy,
            vision_aspect_ratio,
            output_attentions=output_attentions,
        )
        return BaseModelOutputWithPooling.of(output, pooler_output=tuple(vectors))

    def get_video_features(
        self,
        pixel_values_videos,
        *,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [v m d] of videos as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        output, vectors = self.of_videos(
            ops.asarray(pixel_values_videos),
            vision_feature_layer,
            vision_feature_select_strategy,
            output_attentions=output_attentions,
        )
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        pixel_values_videos=None,
        inputs_embeds=None,
        *,
        image_sizes: Any = None,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        vision_aspect_ratio: str | None = None,
        batch_num_images: Any = None,
        **texts: Any,
    ):
        images, videos = None, None
        if pixel_values is not None:
            _, found = self.of_images(
                pixel_values,
                image_sizes,
                batch_num_images,
                vision_feature_layer,
                vision_feature_select_strategy,
                vision_aspect_ratio,
            )
            images = ops.cat(found, 0)
        embeddings = self.with_vectors(input_ids, inputs_embeds, images)
        if pixel_values_videos is not None:
            _, found = self.of_videos(
                pixel_values_videos, vision_feature_layer, vision_feature_select_strategy
            )
            count, each, d = ops.shape(found)
            videos = ops.reshape(found, (count * each, d))
            embeddings = self.with_videos(input_ids, embeddings, videos)
        output = self.decode(
            embeddings,
            images,
            **texts,
        )
        return LlavaOnevisionModelOutputWithPast.of(output, video_hidden_states=videos)


class LlavaOnevisionForConditionalGeneration(
    llava.VideoTextCausalLM, LlavaOnevisionPreTrainedModel
):
    base_class = LlavaOnevisionModel


HEADS = {
    "base": LlavaOnevisionModel,
    "pretraining": LlavaOnevisionForConditionalGeneration,
    "vision2seq": LlavaOnevisionForConditionalGeneration,
    "image-text-to-text": LlavaOnevisionForConditionalGeneration,
    "multimodal-lm": LlavaOnevisionForConditionalGeneration,
}
