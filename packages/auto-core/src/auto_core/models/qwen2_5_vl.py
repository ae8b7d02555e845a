"""Qwen2.5-VL: Bai et al., 2025, arXiv:2502.13923.

Qwen2-VL's network; in most layers of the vision encoder patches attend within windows, and the
frames of a video stand at positions of their times.

b batch, t tokens, n patches of all images, d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.qwen2_5_vl import (
    Qwen2_5_VLConfig,
    Qwen2_5_VLTextConfig,
    Qwen2_5_VLVisionConfig,
)

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.mrope import IMAGE, VIDEO, patch_positions
from ..blocks.packed_patches import PackedAttention
from . import qwen2_vl


class Qwen2_5_VLVisionMLP(nn.Module):
    """A gated feed-forward part with biases."""

    def __init__(self, config: Qwen2_5_VLVisionConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.gate_proj = nn.Linear(d, f)
        self.up_proj = nn.Linear(d, f)
        self.down_proj = nn.Linear(f, d)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class Qwen2_5_VLVisionBlock(qwen2_vl.Qwen2VLVisionBlock):
    mlp_class = Qwen2_5_VLVisionMLP

    def norm(self, config: Any) -> Any:
        return nn.RMSNorm(config.width, eps=1e-6)


class Qwen2_5_VLPatchMerger(qwen2_vl.PatchMerger):
    def norm(self, config: Any) -> Any:
        return nn.RMSNorm(config.width, eps=1e-6)

    def output_size(self, config: Any) -> int:
        return config.out_hidden_size


class Qwen2_5_VisionTransformerPretrainedModel(qwen2_vl.Qwen2VisionTransformerPretrainedModel):
    """The vision encoder; called like Qwen2-VL's. Its patches [n d] come window by window."""

    config_class = Qwen2_5_VLVisionConfig
    block_class = Qwen2_5_VLVisionBlock
    merger_class = Qwen2_5_VLPatchMerger

    def encode(self, hidden, grids, rotation, recorder):  # [n d] -> [n d], [n/4 d]
        c = self.config
        merge, side = c.spatial_merge_size, c.window_size // c.spatial_merge_size // c.patch_size
        order, lengths = packed_patches.windows(grids, merge, side)
        patch = (order[:, None] * merge**2 + range(merge**2)).reshape(-1)
        index = ops.asarray(patch, like=hidden, dtype="int64")
        hidden = ops.take(hidden, index, 0)
        rotation = tuple(ops.take(x, index, 1) for x in rotation)
        within = PackedAttention(recorder, lengths)
        whole = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        for layer, block in enumerate(self.blocks):
            recorder.add_hidden_state(hidden)
            attend = whole if layer in c.fullatt_block_indexes else within
            hidden = block(hidden, rotation, attend)
        recorder.add_hidden_state(hidden)
        back = ops.asarray(order.argsort(), like=hidden, dtype="int64")
        return hidden, ops.take(self.merger(hidden), back, 0)


class Qwen2_5_VLTextModel(qwen2_vl.Qwen2VLTextModel):
    """The language model without a head; called like Qwen2-VL's."""

    config_class = Qwen2_5_VLTextConfig


class Qwen2_5_VLPreTrainedModel(qwen2_vl.Qwen2VLPreTrainedModel):
    config_class = Qwen2_5_VLConfig
    vision_class = Qwen2_5_VisionTransformerPretrainedModel
    text_class = Qwen2_5_VLTextModel
    static_inputs = ("image_grid_thw", "video_grid_thw", "second_per_grid_ts")


class Qwen2_5_VLModel(qwen2_vl.Qwen2VLModel, Qwen2_5_VLPreTrainedModel):
    """Both encoders, without a head.

    Args of `forward`, beside those of Qwen2VLModel:
        second_per_grid_ts: the seconds between two patches of time of each video, known when a
            graph is made; 1 by default.
    """

    def patches(self, image_grids=None, video_grids=None, times=None) -> dict[int, Any]:
        vision = self.config.vision_config
        merge, videos = vision.spatial_merge_size, video_grids or ()
        seconds = [1.0] * len(videos) if times is None else times[: len(videos)]
        between = [vision.tokens_per_second * second for second in seconds]
        return {
            IMAGE: patch_positions(image_grids or (), merge=merge),
            VIDEO: patch_positions(videos, merge=merge, interval=between),
        }

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        pixel_values_videos=None,
        mm_token_type_ids=None,
        *,
        image_grid_thw: Any = None,
        video_grid_thw: Any = None,
        second_per_grid_ts: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.run(
            (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds),
            {
                "image": (pixel_values, image_grid_thw),
                "video": (pixel_values_videos, video_grid_thw),
            },
            mm_token_type_ids,
            times=second_per_grid_ts,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Qwen2_5_VLForConditionalGeneration(qwen2_vl.ConditionalGeneration, Qwen2_5_VLPreTrainedModel):
    base_class = Qwen2_5_VLModel

    def grids_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return super().grids_of(options) | {"times": options.get("second_per_grid_ts")}


HEADS = {
    "base": Qwen2_5_VLModel,
    "vision2seq": Qwen2_5_VLForConditionalGeneration,
    "image-text-to-text": Qwen2_5_VLForConditionalGeneration,
    "multimodal-lm": Qwen2_5_VLForConditionalGeneration,
}
