"""Video-LLaVA: Lin et al., 2023, arXiv:2311.10122.

LLaVA with an encoder of images and another of the frames of videos, aligned to each other before.

n images, v videos, f frames, p patches of an image or frame, d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.video_llava import VideoLlavaConfig
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    LlavaOnevisionModelOutputWithPast,
)

from .. import ops
from ..blocks import parts
from ..blocks.image_tokens import VideoTokens
from . import llava

# As published, and as transformers 4 and 5 write them.
RENAMES = (
    *llava.RENAMES,
    (r"^(image|video)_tower\.", r"model.\1_tower."),
    (r"^model\.(image|video)_tower\.vision_model\.", r"model.\1_tower."),
)


class VideoLlavaPreTrainedModel(llava.LlavaPreTrainedModel):
    """What all Video-LLaVA models share."""

    config_class = VideoLlavaConfig
    renames = RENAMES
    prefill_inputs = ("pixel_values", "pixel_values_images", "pixel_values_videos")
    static_inputs = ("vision_feature_layer",)
    ids_without_rows = ("image_token_id", "video_token_id")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config = self.config
        found: dict[str, tuple[int, int]] = {}
        for name in ("pixel_values", "pixel_values_images"):
            counted = super().vectors_for({**inputs, "pixel_values": inputs.get(name)})
            if counted:
                found[name] = counted["pixel_values"]
        frames = inputs.get("pixel_values_videos")
        shape: tuple[Any, ...] = tuple(getattr(frames, "shape", ()))
        extra = llava.CLASS_TOKENS.get(config.vision_config.model_type)
        if len(shape) == 5 and extra is not None and all(isinstance(n, int) for n in shape):
            patch = config.vision_config.patch_size
            each = (shape[3] // patch) * (shape[4] // patch) + extra
            found["pixel_values_videos"] = config.video_token_id, shape[0] * shape[1] * each
        return found


class VideoLlavaModel(VideoTokens, llava.TowerAndDecoder, VideoLlavaPreTrainedModel):
    """Video-LLaVA without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or video, or inputs_embeds
            [b t d].
        pixel_values: [n c H W], of all images; pixel_values_images is another name of it.
        pixel_values_videos: [v f c H W]. Of each frame the class token is taken too.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        vision_feature_layer: instead of the config's.
        vision_feature_select_strategy: instead of the config's, of images.
    """

    def add_tower(self, config: VideoLlavaConfig) -> None:
        self.video_tower = parts.build(config.vision_config)
        self.image_tower = parts.build(config.vision_config)

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
        """The image encoder's output, with the vectors [n p d] of images as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        output = self.image_tower(
            pixel_values,
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
        )
        patches = self.selected(output, vision_feature_layer, vision_feature_select_strategy)
        vectors = self.multi_modal_projector(patches)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def get_video_features(
        self,
        pixel_values_videos,
        *,
        vision_feature_layer: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The output of the encoder of frames, with their vectors [v*f p d] as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        videos, frames, *one = ops.shape(pixel_values_videos)
        output = self.video_tower(
            ops.reshape(ops.asarray(pixel_values_videos), (videos * frames, *one)),
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
        )
        vectors = self.multi_modal_projector(self.selected(output, vision_feature_layer, "full"))
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        pixel_values_images=None,
        pixel_values_videos=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        images, rows = self.image_rows(
            pixel_values_images if pixel_values is None else pixel_values,
            vision_feature_layer=vision_feature_layer,
            vision_feature_select_strategy=vision_feature_select_strategy,
        )
        videos, frames = self.video_rows(
            pixel_values_videos, vision_feature_layer=vision_feature_layer
        )
        embeddings = self.with_vectors(input_ids, inputs_embeds, rows)
        embeddings = self.with_videos(input_ids, embeddings, frames)
        output = self.decode(
            embeddings,
            images,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return LlavaOnevisionModelOutputWithPast.of(output, video_hidden_states=videos)


class VideoLlavaForConditionalGeneration(llava.VideoTextCausalLM, VideoLlavaPreTrainedModel):
    base_class = VideoLlavaModel


HEADS = {
    "base": VideoLlavaModel,
    "pretraining": VideoLlavaForConditionalGeneration,
    "vision2seq": VideoLlavaForConditionalGeneration,
    "image-text-to-text": VideoLlavaForConditionalGeneration,
    "multimodal-lm": VideoLlavaForConditionalGeneration,
}
