"""Qwen2-VL: Wang et al., 2024, arXiv:2409.12191.

A vision encoder of packed patches, with two-dimensional rotary positions, whose patches two by two
become vectors among the tokens of Qwen2, where positions have three parts.

b batch, t tokens, n patches of all images, f numbers of a patch, h heads, g heads of keys and
values, s size of a head, d hidden, v vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auto_core.configs.qwen2_vl import (
    PackedVisionConfig,
    Qwen2VLConfig,
    Qwen2VLTextConfig,
    Qwen2VLVisionConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, token_mask, with_vectors
from ..blocks.mrope import (
    IMAGE,
    VIDEO,
    MultimodalDecoder,
    MultimodalRotaryEmbedding,
    following_positions,
    multimodal_positions,
    patch_positions,
    shifted,
)
from ..blocks.packed_patches import AxialRotation, PackedAttention, PatchProjection
from ..blocks.rotary import rotate
from . import llama


class PatchEmbed(nn.Module):
    """Vectors of patches, each of some frames, rows and columns."""

    has_bias = False

    def __init__(self, config: PackedVisionConfig):
        super().__init__()
        side = config.patch_size
        kernel = (config.in_channels, config.temporal_patch_size, side, side)
        self.proj = PatchProjection(config.width, kernel, bias=self.has_bias)

    def forward(self, patches):  # [n f] -> [n d]
        return self.proj(patches)


class VisionAttention(nn.Module):
    """Attention of patches, with two-dimensional rotary positions."""

    def __init__(self, config: PackedVisionConfig):
        super().__init__()
        d = config.width
        kv_heads, self.head_size = self.kv_heads(config), d // config.num_heads
        self.heads = (config.num_heads, kv_heads, kv_heads)
        self.qkv = nn.Linear(d, sum(self.heads) * self.head_size)
        self.proj = nn.Linear(d, d)
        self.dropout: Any = None

    def kv_heads(self, config: Any) -> int:
        """How many heads of keys and values there are."""
        return config.num_heads

    def normalised(self, query, key):  # [1 n h s], [1 n g s] -> the same
        """Queries and keys before they are rotated."""
        return query, key

    def forward(self, hidden, rotation, attend):  # [n d] -> [n d]
        patches, d = ops.shape(hidden)
        three = ops.reshape(self.qkv(hidden), (1, patches, sum(self.heads), self.head_size))
        query, key, value = ops.split(three, list(self.heads), 2)  # [1 n h s], two of [1 n g s]
        query, key = self.normalised(query, key)
        cos, sin = rotation
        wide, narrow = ops.dtype(cos), ops.dtype(hidden)
        query, key = (ops.cast(rotate(ops.cast(x, wide), cos, sin), narrow) for x in (query, key))
        output = attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
        return self.proj(ops.reshape(output, (patches, d)))


class VisionMlp(nn.Module):
    def __init__(self, config: Qwen2VLVisionConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.embed_dim, config.embed_dim * config.mlp_ratio)
        self.fc2 = nn.Linear(config.embed_dim * config.mlp_ratio, config.embed_dim)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class Qwen2VLVisionBlock(nn.Block):
    """Attention, then the feed-forward part, each normalised before and added to its input."""

    mlp_class: Any = VisionMlp
    attention_class: Any = VisionAttention

    def __init__(self, config: PackedVisionConfig):
        super().__init__()
        self.norm1 = self.norm(config)
        self.norm2 = self.norm(config)
        self.attn = self.attention_class(config)
        self.mlp = self.mlp_class(config)

    def norm(self, config: PackedVisionConfig) -> Any:
        return nn.LayerNorm(config.width, eps=1e-6)

    def forward(self, hidden, rotation, attend):  # [n d] -> [n d]
        hidden = hidden + self.attn(self.norm1(hidden), rotation, attend)
        return hidden + self.mlp(self.norm2(hidden))


class MergerMlp(nn.Module):
    """Two layers, which checkpoints number 0 and 2; of the inner size `inputs` by default."""

    def __init__(self, inputs: int, outputs: int, inner: int | None = None):
        super().__init__()
        setattr(self, "0", nn.Linear(inputs, inner or inputs))
        setattr(self, "2", nn.Linear(inner or inputs, outputs))
        self.activation = activation("gelu")

    def forward(self, hidden):
        first, second = getattr(self, "0"), getattr(self, "2")
        return second(self.activation(first(hidden)))


class PatchMerger(nn.Module):
    """Neighbouring patches, two by two, as one vector of the language model's size."""

    def __init__(self, config: PackedVisionConfig):
        super().__init__()
        self.size = config.width * config.spatial_merge_size**2
        self.ln_q = self.norm(config)
        self.mlp = MergerMlp(self.size, self.output_size(config))

    def norm(self, config: PackedVisionConfig) -> Any:
        return nn.LayerNorm(config.width, eps=1e-6)

    def output_size(self, config: PackedVisionConfig) -> int:
        return config.hidden_size

    def forward(self, hidden):  # [n d] -> [n/4 d]
        patches, d = ops.shape(hidden)
        return self.mlp(ops.reshape(self.ln_q(hidden), (patches * d // self.size, self.size)))


class Qwen2VisionTransformerPretrainedModel(nn.PreTrainedModel):
    """The vision encoder.

    Args of `forward`:
        hidden_states: patches [n f] of all images, as the processor gives them.
        grid_thw: (frames, rows, columns) of patches of each image, known when a graph is made.

    Returns patches [n d] and, as `pooler_output`, vectors [n/4 d] of the language model's size.
    """

    config_class: Any = Qwen2VLVisionConfig
    base_model_prefix = "visual"
    main_input_name = "hidden_states"
    renames = ((r"^model\.visual\.", ""), (r"^visual\.", ""))
    ignored_keys = (r"^(model\.|lm_head\.)",)
    static_inputs = ("grid_thw",)
    block_class: Any = Qwen2VLVisionBlock
    merger_class: Any = PatchMerger
    patch_class: Any = PatchEmbed
    output_class: Any = BaseModelOutputWithPooling

    def __init__(self, config: Any):
        super().__init__(config)
        self.patch_embed = self.patch_class(config)
        self.rotary_pos_emb = AxialRotation(config.width // config.num_heads, config.rope_theta)
        self.blocks = nn.ModuleList(self.block_class(config) for _ in range(config.depth))
        self.merger = self.merger_class(config)

    def get_input_embeddings(self):
        return self.patch_embed

    def forward(
        self,
        hidden_states,
        *,
        grid_thw: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        grids = self.checked(grid_thw, hidden_states)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        merge = self.config.spatial_merge_size
        patches = ops.reshape(hidden_states, (packed_patches.patch_count(grids), self.numbers))
        hidden = self.located(self.patch_embed(patches), grids)
        rotation = self.rotary_pos_emb(packed_patches.row_and_column(grids, merge), hidden)
        hidden, vectors = self.encode(hidden, grids, rotation, recorder)
        return self.output_class(
            last_hidden_state=hidden,
            pooler_output=vectors,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            **self.beside(recorder),
        )

    def located(self, hidden, grids):  # [n d] -> [n d]
        """Patches with learned positions, where there are some."""
        return hidden

    def beside(self, recorder) -> dict[str, Any]:
        """What else an output has."""
        return {}

    def encode(self, hidden, grids, rotation, recorder):  # [n d] -> [n d], [n/4 d]
        attend = PackedAttention(recorder, packed_patches.frame_lengths(grids))
        for block in self.blocks:
            recorder.add_hidden_state(hidden)
            hidden = block(hidden, rotation, attend)
        recorder.add_hidden_state(hidden)
        return hidden, self.merger(hidden)

    @property
    def numbers(self) -> int:
        """How many numbers f a patch has."""
        c = self.config
        return c.in_channels * c.temporal_patch_size * c.patch_size**2

    def checked(self, grids, patches) -> Sequence[Sequence[int]]:
        """The grids, if they are those of these patches."""
        return packed_patches.checked(grids, patches, self.config.spatial_merge_size)


class Qwen2VLTextModel(MultimodalDecoder, llama.LlamaModel):
    """The language model without a head; called like LlamaModel, with position_ids [b t] or, of
    time, rows and columns, [3 b t]."""

    config_class: Any = Qwen2VLTextConfig
    rotary_class = MultimodalRotaryEmbedding
    base_model_prefix = "model"
    renames = ((r"^model\.language_model\.", ""), (r"^language_model\.", ""), (r"^model\.", ""))
    ignored_keys = (r"^(model\.)?visual\.",)


class Qwen2VLPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Qwen2-VL models share."""

    config_class = Qwen2VLConfig
    base_model_prefix = "model"
    renames = (
        (r"^visual\.", "model.visual."),  # as published
        (r"^model\.(?!language_model\.|visual\.)", "model.language_model."),
    )
    head_parts = (r"^lm_head\.",)
    static_inputs = ("image_grid_thw", "video_grid_thw")
    vision_class: Any = Qwen2VisionTransformerPretrainedModel
    text_class: Any = Qwen2VLTextModel
    prefill_inputs = ("pixel_values", "pixel_values_videos", "mm_token_type_ids")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config, found = self.config, {}
        for pixels, grids, token in (
            ("pixel_values", "image_grid_thw", "image_token_id"),
            ("pixel_values_videos", "video_grid_thw", "video_token_id"),
        ):
            if inputs.get(pixels) is not None and inputs.get(grids) is not None:
                merge = config.vision_config.spatial_merge_size
                count = packed_patches.patch_count(inputs[grids]) // merge**2
                found[pixels] = (getattr(config, token), count)
        return found


class Qwen2VLModel(Qwen2VLPreTrainedModel):
    """Both encoders, without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or video, or inputs_embeds
            [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], or [3 b t] of time, rows and columns; by default they follow from the
            images.
        past_key_values: a KeyValueCache from an earlier call.
        pixel_values, pixel_values_videos: patches [n f] of all images, and of all videos.
        mm_token_type_ids: [b t], 1 at tokens of images, 2 at those of videos; by default where
            input_ids have theirs.
        image_grid_thw, video_grid_thw: (frames, rows, columns) of patches of each image and video,
            known when a graph is made.
    """

    def __init__(self, config: Any):
        super().__init__(config)
        self.visual = self.vision_class(config.vision_config)
        self.language_model = self.text_class(config.text_config)

    def get_input_embeddings(self):
        return self.language_model.embed_tokens

    def set_input_embeddings(self, value):
        self.language_model.embed_tokens = value

    # --- images ------------------------------------------------------------------------------

    def get_image_features(
        self,
        pixel_values,
        image_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Patches [n d] of images, and as `pooler_output` the vectors [n/4 d] of each image."""
        grids = static_rows("image_grid_thw", image_grid_thw)
        output = self.visual(
            pixel_values,
            grid_thw=grids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        sizes = packed_patches.image_lengths(grids, self.config.vision_config.spatial_merge_size)
        output.pooler_output = tuple(ops.split(output.pooler_output, sizes, 0))
        return output

    def get_video_features(
        self,
        pixel_values_videos,
        video_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Patches [n d] of videos, and as `pooler_output` the vectors [n/4 d] of each video."""
        return self.get_image_features(
            pixel_values_videos,
            static_rows("video_grid_thw", video_grid_thw),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,  # pyright: ignore[reportCallIssue]
        )

    # --- positions ---------------------------------------------------------------------------

    def patches(self, image_grids=None, video_grids=None) -> dict[int, Any]:
        """The positions of patches, by the kind of their tokens."""
        merge = self.config.vision_config.spatial_merge_size
        return {
            IMAGE: patch_positions(image_grids or (), merge=merge),
            VIDEO: patch_positions(video_grids or (), merge=merge),
        }

    def kinds(self, input_ids, kinds):  # [b t]: 1 at tokens of images, 2 at those of videos
        if kinds is not None:
            return kinds
        images = ops.cast(input_ids == self.config.image_token_id, "int64")
        return images + VIDEO * ops.cast(input_ids == self.config.video_token_id, "int64")

    def token_positions(self, input_ids, kinds, attention_mask=None, **grids: Any):
        """Positions [3 b t], and by how much [b 1] what follows runs ahead of a count."""
        kinds = self.kinds(input_ids, kinds)
        return multimodal_positions(kinds, self.patches(**grids), attention_mask)

    def positions(self, input_ids, kinds, attention_mask, past, embeddings, **grids: Any):
        """Positions [3 b t] or [b t] of tokens, and by how much what follows runs ahead of a count;
        None where the decoder counts."""
        if input_ids is not None and (grids.get("image_grids") or grids.get("video_grids")):
            if past is None:
                return self.token_positions(input_ids, kinds, attention_mask, **grids)
            first = following_positions(past, embeddings, attention_mask)[:, :1]
            position, ahead = self.token_positions(input_ids, kinds, **grids)
            position = shifted(ops.unsqueeze(first, 0), position)
            return position, ahead if past.offset is None else shifted(past.offset, ahead)
        if past is not None and past.offset is not None:
            return following_positions(past, embeddings, attention_mask), past.offset
        return None, None

    # --- both --------------------------------------------------------------------------------

    def with_images(self, embeddings, input_ids, given):
        """Embeddings [b t d] with the vectors of images and videos, and what else the language
        model gets."""
        table = self.get_input_embeddings()
        for name in ("image", "video"):
            pixels, grids = given[name]
            if pixels is not None:
                output = self.visual(pixels, grid_thw=grids, return_dict=True)
                token = getattr(self.config, f"{name}_token_id")
                chosen = token_mask(input_ids, embeddings, token, table)
                embeddings = with_vectors(embeddings, chosen, output.pooler_output)
        return embeddings, {}

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
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def run(self, inputs, given, kinds, *, times: Any = None, **requests: Any):
        """`forward`: the decoder's `inputs`, patches and grids `given` of images and of videos, and
        what is requested; `times` of the frames of videos, where positions are of times."""
        input_ids, attention_mask, position_ids, past, inputs_embeds = inputs
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = inputs_embeds
        if embeddings is None:
            embeddings = self.get_input_embeddings()(input_ids)
        embeddings, more = self.with_images(embeddings, input_ids, given)
        ahead = None
        if position_ids is None:
            grids = {f"{k}_grids": grid for k, (x, grid) in given.items() if x is not None}
            grids |= {} if times is None else {"times": times}
            position_ids, ahead = self.positions(
                input_ids, kinds, attention_mask, past, embeddings, **grids
            )
        output = self.language_model(
            inputs_embeds=embeddings,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past,
            return_dict=True,
            **more,
            **requests,
        )
        if output.past_key_values is not None and ahead is not None:
            output.past_key_values.offset = ahead
        return output


class ConditionalGeneration(CausalLM):
    """The next token of texts with images; see `CausalLM`."""

    model: Any
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}

    def get_image_features(self, pixel_values, image_grid_thw=None, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, image_grid_thw, **options)

    def get_video_features(self, pixel_values_videos, video_grid_thw=None, **options: Any):
        """See the base model."""
        return self.model.get_video_features(pixel_values_videos, video_grid_thw, **options)

    def grids_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The grids among what is no tensor, as `patches` of the base model takes them."""
        return {f"{name}_grids": options.get(f"{name}_grid_thw") for name in ("image", "video")}

    def prompt_positions(self, input_ids, attention_mask, tensors, options):
        """The positions [3 b t] of a prompt with images, for `generate`; None without."""
        past, grids = tensors.get("past_key_values"), self.grids_of(options)
        if input_ids is None:
            return None
        if grids["image_grids"] or grids["video_grids"]:
            kinds = tensors.get("mm_token_type_ids")
            return self.model.token_positions(input_ids, kinds, attention_mask, **grids)[0]
        if past is None or past.offset is None:
            return None
        ones = ops.ones(ops.shape(input_ids), like=input_ids)
        token = ones if attention_mask is None else ops.cast(attention_mask != 0, "int64")
        position = shifted(ops.clamp(ops.cumsum(token, 1) - 1, min=0), past.offset)
        return ops.stack([position] * 3, 0)


class Qwen2VLForConditionalGeneration(ConditionalGeneration, Qwen2VLPreTrainedModel):
    base_class = Qwen2VLModel


PREFIX = "Qwen2VL"
HEADS = {
    "base": Qwen2VLModel,
    "vision2seq": Qwen2VLForConditionalGeneration,
    "image-text-to-text": Qwen2VLForConditionalGeneration,
    "multimodal-lm": Qwen2VLForConditionalGeneration,
}
