"""ERNIE 4.5 VL: Baidu, 2025.

A vision encoder of packed patches whose squares, and pairs of frames, a resampler makes vectors of
the language model, ERNIE 4.5's: positions have three parts, and tokens of images and videos go to
experts of their own.

b batch, t tokens, n patches of all images, m squares of patches, e experts, d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.checkpoints.experts_by_kind import ReadsExpertsByKind
from auto_core.configs.ernie4_5_vl_moe import (
    Ernie4_5_VLMoeConfig,
    Ernie4_5_VLMoeTextConfig,
    Ernie4_5_VLMoeVisionConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import MoeModelOutputWithPast
from auto_core.pretrained.static import static_rows

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.experts import Experts
from ..blocks.image_tokens import token_mask, with_vectors
from ..blocks.moe_decoder import as_rows, routed_recorder
from ..blocks.mrope import (
    IMAGE,
    VIDEO,
    MultimodalDecoder,
    MultimodalRotaryEmbedding,
    patch_positions,
)
from ..blocks.packed_patches import PackedAttention, PatchProjection
from . import ernie4_5_moe, llama, mixtral, qwen2_moe, qwen2_vl, qwen3_vl_moe

# --- images --------------------------------------------------------------------------------------


class Ernie4_5_VLMoePatchEmbed(nn.Module):
    def __init__(self, config: Ernie4_5_VLMoeVisionConfig):
        super().__init__()
        numbers = config.in_channels * config.patch_size**2
        self.proj = PatchProjection(config.hidden_size, (numbers,), bias=False)

    def forward(self, patches):  # [n f] -> [n d]
        return self.proj(patches)


class Ernie4_5_VLMoeVisionMlp(nn.Module):
    def __init__(self, config: Ernie4_5_VLMoeVisionConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class Ernie4_5_VLMoeVisionBlock(qwen2_vl.Qwen2VLVisionBlock):
    mlp_class = Ernie4_5_VLMoeVisionMlp

    def norm(self, config: Any) -> Any:
        return nn.LayerNorm(config.hidden_size, eps=config.rms_norm_eps)


class Ernie4_5_VLMoeVisionModel(qwen2_vl.Qwen2VisionTransformerPretrainedModel):
    """The vision encoder; called like Qwen2-VL's. It has no vectors of the language model's."""

    config_class: Any = Ernie4_5_VLMoeVisionConfig
    block_class = Ernie4_5_VLMoeVisionBlock
    patch_class = Ernie4_5_VLMoePatchEmbed

    def __init__(self, config: Any):
        super().__init__(config)
        self.ln = nn.LayerNorm(config.hidden_size, eps=config.rms_norm_eps)

    def merger_class(self, config: Any) -> None:
        """None: the resampler merges patches."""

    def encode(self, hidden, grids, rotation, recorder):  # [n d] -> [n d], None
        attend = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        for block in self.blocks:
            recorder.add_hidden_state(hidden)
            hidden = block(hidden, rotation, attend)
        hidden = self.ln(hidden)
        recorder.add_hidden_state(hidden)
        return hidden, None


class ResamplerMlp(nn.Module):
    """Two layers, normalised."""

    def __init__(self, inputs: int, outputs: int, eps: float):
        super().__init__()
        self.fc1 = nn.Linear(inputs, outputs)
        self.fc2 = nn.Linear(outputs, outputs)
        self.ln = nn.LayerNorm(outputs, eps=eps)
        self.activation = activation("gelu")

    def forward(self, hidden):
        return self.ln(self.fc2(self.activation(self.fc1(hidden))))


def frame_pairs(grids: packed_patches.Grids, merge: int) -> np.ndarray:
    """The indices [m 2] of squares of patches in two frames that become one vector: of an image
    the same square twice."""
    found, start = [np.zeros((0, 2), np.int64)], 0
    for frames, rows, columns in grids:
        squares = rows * columns // merge**2
        index = start + np.arange(frames * squares).reshape(frames, squares)
        pairs = (index, index) if frames == 1 else (index[0::2], index[1::2])
        found.append(np.stack(pairs, -1).reshape(-1, 2))
        start += frames * squares
    return np.concatenate(found)


class Ernie4_5_VLMoeResampler(nn.Module):
    """Squares of patches of two frames as one vector of the language model's size."""

    def __init__(self, config: Ernie4_5_VLMoeConfig):
        super().__init__()
        vision, text = config.vision_config, config.text_config
        self.merge = vision.spatial_merge_size
        self.size = vision.hidden_size * self.merge**2
        self.spatial_linear = ResamplerMlp(self.size, self.size, vision.rms_norm_eps)
        self.temporal_linear = ResamplerMlp(2 * self.size, self.size, vision.rms_norm_eps)
        self.mlp = nn.Linear(self.size, text.hidden_size)
        self.after_norm = nn.RMSNorm(text.hidden_size, eps=text.rms_norm_eps)

    def forward(self, hidden, *, grids: Any):  # [n d] -> [m d]
        pairs = frame_pairs(grids, self.merge)
        squares = packed_patches.patch_count(grids) // self.merge**2
        hidden = self.spatial_linear(ops.reshape(hidden, (squares, self.size)))
        hidden = ops.take(hidden, ops.asarray(pairs, like=hidden, dtype="int64"), 0)  # [m 2 d]
        hidden = self.temporal_linear(ops.reshape(hidden, (len(pairs), 2 * self.size)))
        return self.after_norm(self.mlp(hidden))


# --- texts ---------------------------------------------------------------------------------------


class ExpertsOfTexts(ernie4_5_moe.Ernie4_5_MoeSparseMoeBlock):
    """A router and experts of one kind of tokens."""

    kind = 0

    def add_experts(self, config: Any) -> None:
        sizes = (config.experts, config.hidden_size, config.moe_intermediate_size[self.kind])
        self.experts = Experts(sizes, activation(config.hidden_act))

    def forward(self, rows):  # [n d] -> [n d], [n e]
        logits, weights, index = self.route(rows)
        return self.experts(rows, weights, index), logits


class ExpertsOfImages(ExpertsOfTexts):
    kind = 1


class Ernie4_5_VLMoeMoeBlock(nn.Module):
    """Experts of texts, those of images and videos, and some that all tokens go to."""

    def __init__(self, config: Ernie4_5_VLMoeTextConfig):
        super().__init__()
        self.text_moe = ExpertsOfTexts(config)
        self.vision_moe = ExpertsOfImages(config)
        size = config.expert_size * (config.moe_num_shared_experts or 0)
        self.shared_experts = mixtral.DenseMLP(config, size) if size else None

    def forward(self, hidden, recorder, vision=None):  # [b t d], boolean [b t] -> [b t d]
        rows = as_rows(hidden)
        output, logits = self.text_moe(rows)
        if vision is not None:
            # Both compute all tokens: how many each has is not known in a graph.
            chosen = ops.reshape(vision, (ops.shape(rows)[0], 1))
            images, of_images = self.vision_moe(rows)
            output = ops.where(chosen, images, output)
            logits = ops.where(chosen, of_images, logits)
        recorder.add_router_logits(logits)
        if self.shared_experts is not None:
            output = output + self.shared_experts(rows)
        return ops.reshape(output, ops.shape(hidden))


class DenseMLP(mixtral.DenseMLP):
    def forward(self, hidden, recorder=None, vision=None):  # [b t d] -> [b t d]
        return super().forward(hidden)


class Ernie4_5_VLMoeDecoderLayer(ernie4_5_moe.Ernie4_5_MoeDecoderLayer):
    sparse_class, dense_class = Ernie4_5_VLMoeMoeBlock, DenseMLP

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        rotation, vision = shared
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        normalised = self.post_attention_layernorm(hidden)
        return hidden + self.mlp(normalised, attend.recorder, vision)


class Ernie4_5_VLMoeTextModel(ReadsExpertsByKind, MultimodalDecoder, llama.LlamaModel):
    """The language model without a head; called like Qwen2-VL's.

    Args of `forward`, beside its:
        moe_mm_token_type_ids: [b t], not 0 for tokens that go to the experts of images and videos.
        output_router_logits: by default the config's.
    """

    config_class: Any = Ernie4_5_VLMoeTextConfig
    layer_class, rotary_class = Ernie4_5_VLMoeDecoderLayer, MultimodalRotaryEmbedding
    base_model_prefix = "model"
    expert_names = qwen2_moe.EXPERT_NAMES

    def layer(self, config: Any, index: int):
        return self.layer_class(config, index)

    def start(self, embeddings, position_ids, attention_mask, past, vision=None):
        hidden, rotation = super().start(embeddings, position_ids, attention_mask, past)
        return hidden, (rotation, vision)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        moe_mm_token_type_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        requests = output_attentions, output_hidden_states, output_router_logits
        recorder = routed_recorder(self.config, use_cache, *requests)
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        vision = moe_mm_token_type_ids
        vision = None if vision is None else ops.cast(vision, "int64") != 0
        output = self.run_layers(
            recorder, embeddings, attention_mask, position_ids, past_key_values, vision=vision
        )
        return MoeModelOutputWithPast.of(output, router_logits=recorder.router_logits)


# --- both ----------------------------------------------------------------------------------------

_OWN = r"language_model\.|vision_tower\.|resampler_model\."


class Ernie4_5_VLMoePreTrainedModel(ReadsExpertsByKind, qwen2_vl.Qwen2VLPreTrainedModel):
    """What both models share."""

    config_class = Ernie4_5_VLMoeConfig
    renames = (
        (r"^(model\.)?vision_model\.", "model.vision_tower."),  # as published
        (r"_linear\.0\.", "_linear.fc1."),
        (r"_linear\.2\.", "_linear.fc2."),
        (r"_linear\.3\.", "_linear.ln."),
        (rf"^model\.(?!{_OWN})", "model.language_model."),
        (r"^(embed_tokens|layers|norm)\.", r"model.language_model.\1."),
    )
    expert_names = qwen2_moe.EXPERT_NAMES
    kept_wide = (r"\.e_score_correction_bias$", r"_moe\.gate\.weight$")
    ignored_keys = (r"(^|\.)mtp_",)
    prefill_inputs = (
        *("pixel_values", "pixel_values_videos"),
        *("mm_token_type_ids", "moe_mm_token_type_ids"),
    )

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        found, merge = {}, self.config.vision_config.spatial_merge_size
        for pixels, grids, token in (
            ("pixel_values", "image_grid_thw", "image_token_id"),
            ("pixel_values_videos", "video_grid_thw", "video_token_id"),
        ):
            if inputs.get(pixels) is not None and inputs.get(grids) is not None:
                count = sum(lengths(inputs[grids], merge))
                found[pixels] = (getattr(self.config, token), count)
        return found


def lengths(grids: packed_patches.Grids, merge: int) -> list[int]:
    """How many vectors each image or video has."""
    return [max(frames // 2, 1) * r * c // merge**2 for frames, r, c in grids]


class Ernie4_5_VLMoeModel(qwen3_vl_moe.RoutedModel, Ernie4_5_VLMoePreTrainedModel):
    """Both encoders, without a head.

    Args of `forward`, beside those of Qwen2VLModel:
        moe_mm_token_type_ids: [b t], 1 for tokens of images, and those before and after them, 2 of
            videos; by default those that input_ids say, where there are images or videos.
        output_router_logits: by default the language model's config's.
    """

    def __init__(self, config: Any):
        super(qwen2_vl.Qwen2VLModel, self).__init__(config)
        self.vision_tower = Ernie4_5_VLMoeVisionModel(config.vision_config)
        self.language_model = Ernie4_5_VLMoeTextModel(config.text_config)
        self.resampler_model = Ernie4_5_VLMoeResampler(config)

    def get_image_features(
        self,
        pixel_values,
        image_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Patches [n d] of images, and as `pooler_output` the vectors of each image."""
        grids = static_rows("image_grid_thw", image_grid_thw)
        output = self.vision_tower(
            pixel_values,
            grid_thw=grids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.resampler_model(output.last_hidden_state, grids=self.whole_pairs(grids))
        sizes = lengths(grids, self.config.vision_config.spatial_merge_size)
        output.pooler_output = tuple(ops.split(vectors, sizes, 0))
        return output

    def whole_pairs(self, grids: Sequence[Sequence[int]]) -> Sequence[Sequence[int]]:
        """The grids, if they are of images or of an even number of frames."""
        for grid in grids:
            if grid[0] != 1 and grid[0] % 2:
                raise InputError(
                    f"A video has {grid[0]} frames, expected an even number: two become one. The "
                    "processor repeats the last one."
                )
        return grids

    def patches(self, image_grids=None, video_grids=None) -> dict[int, Any]:
        merge = self.config.vision_config.spatial_merge_size
        videos = [(frames // 2, rows, columns) for frames, rows, columns in video_grids or ()]
        return {
            IMAGE: patch_positions(image_grids or (), merge=merge),
            VIDEO: patch_positions(videos, merge=merge),
        }

    def with_images(self, embeddings, input_ids, given):
        table = self.get_input_embeddings()
        for name in ("image", "video"):
            pixels, grids = given[name]
            if pixels is not None:
                hidden = self.vision_tower(pixels, grid_thw=grids, return_dict=True)
                vectors = self.resampler_model(
                    hidden.last_hidden_state, grids=self.whole_pairs(grids)
                )
                token = getattr(self.config, f"{name}_token_id")
                chosen = token_mask(input_ids, embeddings, token, table)
                embeddings = with_vectors(embeddings, chosen, vectors)
        return embeddings, {}

    def routed(self, input_ids):
        """[b t], 1 for the tokens that go to the experts of images and videos."""
        c, found = self.config, 0
        for token in {
            *(c.image_token_id, c.image_start_token_id, c.image_end_token_id),
            *(c.video_token_id, c.video_start_token_id, c.video_end_token_id),
        }:
            found = found + ops.cast(input_ids == token, "int64")
        return found

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
        moe_mm_token_type_ids=None,
        *,
        image_grid_thw: Any = None,
        video_grid_thw: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        visual = pixel_values is not None or pixel_values_videos is not None
        if moe_mm_token_type_ids is None and visual and input_ids is not None:
            moe_mm_token_type_ids = self.routed(input_ids)
        return self.run(
            (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds),
            {
                "image": (pixel_values, image_grid_thw),
                "video": (pixel_values_videos, video_grid_thw),
            },
            mm_token_type_ids,
            moe_mm_token_type_ids=moe_mm_token_type_ids,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            output_router_logits=output_router_logits,
        )


class Ernie4_5_VLMoeForConditionalGeneration(
    qwen3_vl_moe.RoutedGeneration, Ernie4_5_VLMoePreTrainedModel
):
    base_class = Ernie4_5_VLMoeModel


HEADS = {
    "base": Ernie4_5_VLMoeModel,
    "vision2seq": Ernie4_5_VLMoeForConditionalGeneration,
    "image-text-to-text": Ernie4_5_VLMoeForConditionalGeneration,
    "multimodal-lm": Ernie4_5_VLMoeForConditionalGeneration,
}
