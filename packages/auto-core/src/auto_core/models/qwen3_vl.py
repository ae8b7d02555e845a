"""Qwen3-VL: Bai et al., 2025, arXiv:2511.21631.

A vision encoder of packed patches with learned positions, resampled to each image, and rotary
ones. The patches of some of its layers are added to the first layers of the language model
(DeepStack: Meng et al., 2024, arXiv:2406.04334). Frames of a video are told apart by their times in
the text, so that each stands like an image.

b batch, t tokens, n patches of all images, l layers, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.qwen3_vl import (
    LocatedVisionConfig,
    Qwen3VLConfig,
    Qwen3VLTextConfig,
    Qwen3VLVisionConfig,
)
from auto_core.outputs import BaseModelOutputWithDeepstackFeatures
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.image_tokens import token_mask, vectors_at, with_vectors
from ..blocks.mrope import IMAGE, VIDEO, MultimodalDecoder, patch_positions
from ..blocks.mrope import MultimodalRotaryEmbedding as Rotary
from ..blocks.packed_patches import PackedAttention
from . import llama, qwen2_vl, qwen3


class Qwen3VLVisionMLP(nn.Module):
    def __init__(self, config: LocatedVisionConfig):
        super().__init__()
        self.linear_fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.linear_fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.linear_fc2(self.activation(self.linear_fc1(hidden)))


class Qwen3VLVisionBlock(qwen2_vl.Qwen2VLVisionBlock):
    mlp_class = Qwen3VLVisionMLP


class Qwen3VLVisionPatchEmbed(qwen2_vl.PatchEmbed):
    has_bias = True


class Qwen3VLVisionPatchMerger(nn.Module):
    """Neighbouring patches as one vector, normalised before or (`after`) when they are one."""

    after = False

    def __init__(self, config: LocatedVisionConfig):
        super().__init__()
        self.size = config.hidden_size * config.spatial_merge_size**2
        self.norm = nn.LayerNorm(self.size if self.after else config.hidden_size, eps=1e-6)
        self.linear_fc1 = nn.Linear(self.size, self.size)
        self.linear_fc2 = nn.Linear(self.size, config.out_hidden_size)
        self.activation = activation("gelu")

    def forward(self, hidden):  # [n d] -> [n/4 d]
        patches, d = ops.shape(hidden)
        shape = (patches * d // self.size, self.size)
        if self.after:
            hidden = self.norm(ops.reshape(hidden, shape))
        else:
            hidden = ops.reshape(self.norm(hidden), shape)
        return self.linear_fc2(self.activation(self.linear_fc1(hidden)))


class DeepstackMerger(Qwen3VLVisionPatchMerger):
    after = True


class LocatedVisionModel(qwen2_vl.Qwen2VisionTransformerPretrainedModel):
    """A vision encoder with learned positions of a square, resampled to each image."""

    block_class = Qwen3VLVisionBlock
    merger_class = Qwen3VLVisionPatchMerger
    patch_class = Qwen3VLVisionPatchEmbed

    def __init__(self, config: Any):
        super().__init__(config)
        self.pos_embed = nn.Embedding(config.num_position_embeddings, config.hidden_size)

    def located(self, hidden, grids):  # [n d] -> [n d]
        side = math.isqrt(self.config.num_position_embeddings)
        merge = self.config.spatial_merge_size
        taps = packed_patches.resampled_table(grids, merge, side)
        return hidden + packed_patches.resampled(self.pos_embed, taps, hidden)


class Qwen3VLVisionModel(LocatedVisionModel):
    """The vision encoder; called like Qwen2-VL's.

    Returns `deepstack_features` too: vectors [n/4 d] of each of `deepstack_visual_indexes`.
    """

    config_class: Any = Qwen3VLVisionConfig
    output_class = BaseModelOutputWithDeepstackFeatures
    deepstack_class: Any = DeepstackMerger
    deepstack_name = "deepstack_merger_list"

    def __init__(self, config: Any):
        super().__init__(config)
        chosen = config.deepstack_visual_indexes
        mergers = nn.ModuleList(self.deepstack_class(config) for _ in chosen)
        setattr(self, self.deepstack_name, mergers)

    def encode(self, hidden, grids, rotation, recorder):  # [n d] -> [n d], [n/4 d]
        attend = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        chosen = list(self.config.deepstack_visual_indexes)
        mergers = list(getattr(self, self.deepstack_name))
        for layer, block in enumerate(self.blocks):
            recorder.add_hidden_state(hidden)
            hidden = block(hidden, rotation, attend)
            if layer in chosen:
                recorder.add("deepstack", mergers[chosen.index(layer)](hidden))
        recorder.add_hidden_state(hidden)
        return hidden, self.merger(hidden)

    def beside(self, recorder) -> dict[str, Any]:
        return {"deepstack_features": recorder.kept.get("deepstack", ())}


class DeepstackDecoder(MultimodalDecoder):
    """A decoder to whose first layers' outputs vectors of images are added.

    Args of `forward`, beside those of `Decoder`:
        visual_pos_masks: [b t], True at the tokens of images.
        deepstack_visual_embeds: [l m d], for each of the first layers the vectors of all images.
    """

    packs_by_one = True

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        visual_pos_masks=None,
        deepstack_visual_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        inputs = (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds)
        after = deepstack(visual_pos_masks, deepstack_visual_embeds)
        return self.run(recorder, *inputs, after=after)


def deepstack(chosen, vectors):
    """The function that adds the vectors [l m d] to outputs of the first l layers, or None."""
    if vectors is None:
        return None

    def after(hidden, index: int):
        if index >= ops.shape(vectors)[0]:
            return hidden
        return hidden + vectors_at(hidden, chosen, vectors[index])

    return after


class Qwen3VLTextModel(DeepstackDecoder, llama.LlamaModel):
    """The language model without a head; see DeepstackDecoder."""

    config_class: Any = Qwen3VLTextConfig
    layer_class, rotary_class = qwen3.Qwen3DecoderLayer, Rotary
    base_model_prefix = "model"
    renames = qwen2_vl.Qwen2VLTextModel.renames
    ignored_keys = qwen2_vl.Qwen2VLTextModel.ignored_keys


class Qwen3VLPreTrainedModel(qwen2_vl.Qwen2VLPreTrainedModel):
    """What all Qwen3-VL models share."""

    config_class = Qwen3VLConfig
    vision_class = Qwen3VLVisionModel
    text_class = Qwen3VLTextModel


class FramesLikeImages:
    """Positions of videos whose frames stand one by one, each behind its time."""

    config: Any

    def patches(self, image_grids=None, video_grids=None) -> dict[int, Any]:
        merge = self.config.vision_config.spatial_merge_size
        frames = [(1, *grid[1:]) for grid in video_grids or () for _ in range(grid[0])]
        return {
            IMAGE: patch_positions(image_grids or (), merge=merge),
            VIDEO: patch_positions(frames, merge=merge),
        }


class Qwen3VLModel(FramesLikeImages, qwen2_vl.Qwen2VLModel, Qwen3VLPreTrainedModel):
    def with_images(self, embeddings, input_ids, given):
        table, every, stacks = self.get_input_embeddings(), None, None
        for name in ("image", "video"):
            pixels, grids = given[name]
            if pixels is None:
                continue
            output = self.visual(pixels, grid_thw=grids, return_dict=True)
            token = getattr(self.config, f"{name}_token_id")
            chosen = token_mask(input_ids, embeddings, token, table)
            embeddings = with_vectors(embeddings, chosen, output.pooler_output)
            own = output.deepstack_features
            if every is None:
                every, stacks = chosen, own
                continue
            # Images and videos: the vectors of either are those of its own tokens.
            at_tokens = [
                vectors_at(embeddings, every, one) + vectors_at(embeddings, chosen, other)
                for one, other in zip(stacks, own, strict=True)
            ]
            batch, tokens, d = ops.shape(embeddings)
            stacks = [ops.reshape(x, (batch * tokens, d)) for x in at_tokens]
            every = ops.ones((batch, tokens), like=embeddings) == 1
        if not stacks:
            return embeddings, {}
        return embeddings, {
            "visual_pos_masks": every,
            "deepstack_visual_embeds": ops.stack(list(stacks), 0),
        }

    def get_image_features(
        self,
        pixel_values,
        image_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """As Qwen2-VL's, with `deepstack_features` of each chosen layer and image."""
        output = qwen2_vl.Qwen2VLModel.get_image_features(
            self,
            pixel_values,
            image_grid_thw,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,  # pyright: ignore[reportCallIssue]
        )
        sizes = [ops.shape(x)[0] for x in output.pooler_output]
        features = output.deepstack_features or ()
        output.deepstack_features = tuple(tuple(ops.split(x, sizes, 0)) for x in features)
        return output


class Qwen3VLForConditionalGeneration(qwen2_vl.ConditionalGeneration, Qwen3VLPreTrainedModel):
    base_class = Qwen3VLModel


HEADS = {
    "base": Qwen3VLModel,
    "vision2seq": Qwen3VLForConditionalGeneration,
    "image-text-to-text": Qwen3VLForConditionalGeneration,
    "multimodal-lm": Qwen3VLForConditionalGeneration,
}
