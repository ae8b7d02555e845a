"""EXAONE 4.5: LG AI Research, 2026.

Qwen2.5-VL's vision encoder with fewer heads of keys and values than of queries, before EXAONE 4.0,
where a token has one position, those of images too.

b batch, t tokens, n patches of all images, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.exaone4_5 import Exaone4_5_Config, Exaone4_5_VisionConfig

from ..blocks import parts
from . import qwen2_5_vl, qwen2_vl


class Exaone4_5_VisionAttention(qwen2_vl.VisionAttention):
    def kv_heads(self, config: Exaone4_5_VisionConfig) -> int:
        return config.num_key_value_heads


class Exaone4_5_VisionBlock(qwen2_5_vl.Qwen2_5_VLVisionBlock):
    attention_class = Exaone4_5_VisionAttention


class Exaone4_5_VisionModel(qwen2_5_vl.Qwen2_5_VisionTransformerPretrainedModel):
    """The vision encoder; called like Qwen2-VL's. Its patches [n d] come window by window."""

    config_class = Exaone4_5_VisionConfig
    block_class = Exaone4_5_VisionBlock
    ignored_keys = (*qwen2_5_vl.Qwen2_5_VisionTransformerPretrainedModel.ignored_keys, r"^mtp\.")


class Exaone4_5_PreTrainedModel(qwen2_vl.Qwen2VLPreTrainedModel):
    """What all EXAONE 4.5 models share."""

    config_class = Exaone4_5_Config
    ignored_keys = (r"^mtp\.",)  # a head that drafts several tokens
    vision_class = Exaone4_5_VisionModel
    text_class = staticmethod(parts.build)
    prefill_inputs = ("pixel_values", "pixel_values_videos")


class Exaone4_5_Model(qwen2_vl.Qwen2VLModel, Exaone4_5_PreTrainedModel):
    """Both encoders, without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or video, or inputs_embeds
            [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        pixel_values, pixel_values_videos: patches [n f] of all images, and of all videos.
        image_grid_thw, video_grid_thw: (frames, rows, columns) of patches of each image and video,
            known when a graph is made.
    """

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def positions(self, input_ids, kinds, attention_mask, past, embeddings, **grids: Any):
        return None, None  # the decoder counts

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        pixel_values_videos=None,
        *,
        image_grid_thw: Any = None,
        video_grid_thw: Any = None,
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
            None,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Exaone4_5_ForConditionalGeneration(qwen2_vl.ConditionalGeneration, Exaone4_5_PreTrainedModel):
    base_class = Exaone4_5_Model

    def prompt_positions(self, input_ids, attention_mask, tensors, options):
        return None  # the decoder counts


HEADS = {
    "base": Exaone4_5_Model,
    "vision2seq": Exaone4_5_ForConditionalGeneration,
    "image-text-to-text": Exaone4_5_ForConditionalGeneration,
    "multimodal-lm": Exaone4_5_ForConditionalGeneration,
}
