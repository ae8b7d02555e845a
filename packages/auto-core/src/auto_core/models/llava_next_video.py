"""LLaVA-NeXT-Video: Zhang et al., 2024, https://llava-vl.github.io/blog/2024-04-30-llava-next-video.

LLaVA-NeXT with videos, of whose frames squares of patches are pooled.

n images, k tiles of an image, v videos, f frames, p patches of a frame, q pooled ones, m vectors of
all images or videos, e hidden of the image encoder, d hidden, c H W pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from auto_core.configs.llava_next_video import LlavaNextVideoConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    LlavaOnevisionModelOutputWithPast,
)

from .. import nn, ops
from ..blocks.image_tokens import VideoTokens
from . import llava, llava_next


class LlavaNextVideoPooler(nn.Module):
    """Squares of a frame's patches as one: their mean, their maximum or a convolution."""

    def __init__(self, config: LlavaNextVideoConfig):
        super().__init__()
        self.mode, self.stride = config.spatial_pool_mode, config.spatial_pool_stride
        if self.mode == "conv":
            size = config.vision_config.hidden_size
            self.pool = nn.Conv2d(size, size, self.stride, stride=self.stride)

    def forward(self, patches):  # [n p e] -> [n q e]
        frames, count, size = ops.shape(patches)
        side = math.isqrt(count)
        if side * side != count:
            raise InputError(
                f"Frames have {count} patches, which make no square: the class token is left out "
                "with vision_feature_select_strategy='default'."
            )
        grid = ops.reshape(patches, (frames, side, side, size))
        if self.mode == "conv":
            pooled = self.pool(grid)
        else:
            kernel, options = self.stride, dict(stride=self.stride, padding=0)
            if self.mode == "max":
                pooled = ops.max_pool2d(grid, kernel, **options)
            else:
                pooled = ops.avg_pool2d(grid, kernel, **options, count_include_pad=True)
        return ops.reshape(pooled, (frames, (side // self.stride) ** 2, size))


class LlavaNextVideoPreTrainedModel(llava_next.LlavaNextPreTrainedModel):
    """What all LLaVA-NeXT-Video models share."""

    config_class = LlavaNextVideoConfig
    prefill_inputs = ("pixel_values", "pixel_values_videos")
    ids_without_rows = ("image_token_id", "video_token_id")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        found, config = super().vectors_for(inputs), self.config
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values_videos"), "shape", ()))
        if len(shape) == 5 and all(isinstance(n, int) for n in shape):
            side = shape[-1] // config.vision_config.patch_size // config.spatial_pool_stride
            count = shape[0] * shape[1] * side**2
            found["pixel_values_videos"] = config.video_token_id, count
        return found


class LlavaNextVideoModel(VideoTokens, llava_next.LlavaNextModel, LlavaNextVideoPreTrainedModel):
    """LLaVA-NeXT-Video without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or video, or inputs_embeds
            [b t d].
        pixel_values: [n k c H W], tiles of each image, fewer than k filled up; or [n*k c H W].
        image_sizes: (height, width) of each image, known when a graph is made.
        pixel_values_videos: [v f c H W].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        vision_feature_layer, vision_feature_select_strategy: instead of the config's.
    """

    base_class = llava_next.LlavaNextModel
    input_order = ("input_ids", "pixel_values", "pixel_values_videos")

    def __init__(self, config: LlavaNextVideoConfig):
        super().__init__(config)
        self.vision_resampler = LlavaNextVideoPooler(config)

    def get_video_features(
        self,
        pixel_values_videos,
        *,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [v f*q d] of videos as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        videos, frames, *one = ops.shape(pixel_values_videos)
        output = self.vision_tower(
            ops.reshape(ops.asarray(pixel_values_videos), (videos * frames, *one)),
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
        )
        patches = self.selected(output, vision_feature_layer, vision_feature_select_strategy)
        vectors = self.multi_modal_projector(self.vision_resampler(patches))
        _, each, d = ops.shape(vectors)
        vectors = ops.reshape(vectors, (videos, frames * each, d))
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
        **texts: Any,
    ):
        images, choice = None, (vision_feature_layer, vision_feature_select_strategy)
        if pixel_values is not None:
            output, sizes = self.encoded(pixel_values, image_sizes)
            images, _ = self.packed(output, sizes, *choice)
        _, rows = self.video_rows(
            pixel_values_videos,
            vision_feature_layer=vision_feature_layer,
            vision_feature_select_strategy=vision_feature_select_strategy,
        )
        embeddings = self.with_vectors(input_ids, inputs_embeds, images)
        embeddings = self.with_videos(input_ids, embeddings, rows)
        videos = None if rows is None else ops.reshape(rows, (-1,))  # as upstream's
        output = self.decode(
            embeddings,
            images,
            **texts,
        )
        return LlavaOnevisionModelOutputWithPast.of(output, video_hidden_states=videos)


class LlavaNextVideoForConditionalGeneration(
    llava.VideoTextCausalLM, LlavaNextVideoPreTrainedModel
):
    base_class = LlavaNextVideoModel


HEADS = {
    "base": LlavaNextVideoModel,
    "pretraining": LlavaNextVideoForConditionalGeneration,
    "vision2seq": LlavaNextVideoForConditionalGeneration,
    "image-text-to-text": LlavaNextVideoForConditionalGeneration,
    "multimodal-lm": LlavaNextVideoForConditionalGeneration,
}
