"""HunyuanOCR: Tencent, 2025, arXiv:2511.19575.

A vision encoder of packed patches with learned positions; blocks of patches, with a vector behind
each row and one before and behind each image, among the tokens of HunYuan, whose positions have
parts of columns, rows and images.

b batch, t tokens, a parts of a position, n patches of all images, m vectors of all images,
f numbers of a patch, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.configs.hunyuan_vl import (
    HunYuanVLConfig,
    HunYuanVLTextConfig,
    HunYuanVLVisionConfig,
)
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    CausalLMOutputWithPast,
    LlavaModelOutputWithPast,
)
from auto_core.pretrained.static import static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import (
    AmongTokens,
    ImageTokenChecks,
    running_index,
    token_mask,
    with_vectors,
)
from ..blocks.mrope import MultimodalDecoder, following_positions
from ..blocks.packed_patches import PackedAttention, PatchProjection
from ..blocks.rotary import RotaryEmbedding
from . import llama
from .clip import CLIPMLP
from .hunyuan_v1_dense import HunYuanDenseV1DecoderLayer

Grids = Sequence[Sequence[int]]


# --- images --------------------------------------------------------------------------------------


class HunYuanVLVisionPatchEmbed(nn.Module):
    """Vectors of patches, with the positions of a square, resampled to each image."""

    def __init__(self, config: HunYuanVLVisionConfig):
        super().__init__()
        d, patch = config.hidden_size, config.patch_size
        self.side, self.cubic = config.max_image_size // patch, config.interpolate_mode == "bicubic"
        self.numbers = config.num_channels * patch**2
        kernel = (config.num_channels, patch, patch)
        self.patch_embedding = PatchProjection(d, kernel, bias=True)
        self.position_embedding = nn.Embedding(self.side**2 + 1, d)  # the first is of no patch

    def forward(self, pixels, *, grids: Grids):  # [n f] -> [1 n d]
        patches = (packed_patches.patch_count(grids), self.numbers)
        hidden = self.patch_embedding(ops.reshape(pixels, patches))
        rows, weights = packed_patches.stretched_table(grids, 1, self.side, cubic=self.cubic)
        positions = packed_patches.resampled(self.position_embedding, (rows + 1, weights), hidden)
        return ops.unsqueeze(hidden + positions, 0)


class HunYuanVLVisionAttention(nn.Module):
    def __init__(self, config: HunYuanVLVisionConfig):
        super().__init__()
        d, self.heads = config.hidden_size, config.num_attention_heads
        self.head_size = getattr(config, "head_dim", None) or d // self.heads  # as files may say
        inner = self.heads * self.head_size
        self.q_proj = nn.Linear(d, inner)
        self.k_proj = nn.Linear(d, inner)
        self.v_proj = nn.Linear(d, inner)
        self.o_proj = nn.Linear(inner, d)

    def forward(self, hidden, attend):  # [1 n d] -> [1 n d]
        shape = (1, ops.shape(hidden)[1], self.heads, self.head_size)
        projections = (self.q_proj, self.k_proj, self.v_proj)
        query, key, value = (ops.reshape(x(hidden), shape) for x in projections)
        return self.o_proj(attend(query, key, value, scale=self.head_size**-0.5))


class HunYuanVLVisionBlock(nn.Block):
    """Attention, then the feed-forward part, each normalised before and added to its input."""

    def __init__(self, config: HunYuanVLVisionConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.self_attn = HunYuanVLVisionAttention(config)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp: Any = CLIPMLP(config)  # pyright: ignore[reportArgumentType]

    def forward(self, hidden, attend):  # [1 n d] -> [1 n d]
        hidden = hidden + self.self_attn(self.layer_norm1(hidden), attend)
        return hidden + self.mlp(self.layer_norm2(hidden))


class HunYuanVLVisionPatchMerger(nn.Module):
    """Blocks of patches as vectors of the language model's size, with the ends of rows and of
    images."""

    def __init__(self, config: HunYuanVLVisionConfig):
        super().__init__()
        d, size, merge = config.hidden_size, config.text_hidden_size, config.spatial_merge_size
        init = Normal(size**-0.5)
        self.proj_conv = nn.Conv2d(d, 2 * d, merge, stride=merge)
        self.proj_out = nn.Conv2d(2 * d, 4 * d, 1)
        self.mlp = nn.Linear(4 * d, size)
        self.image_newline = nn.Parameter((4 * d,), init=init)
        self.image_begin = nn.Parameter((size,), init=init)
        self.image_end = nn.Parameter((size,), init=init)
        self.image_sep = nn.Parameter((size,), init=init)  # in checkpoints; nothing reads it
        self.before_rms = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.after_rms = nn.RMSNorm(size, eps=config.rms_norm_eps)
        self.activation = activation(config.hidden_act)

    def forward(self, image):  # [1 y x d] -> [1 m d]
        hidden = self.activation(self.proj_conv(self.before_rms(image)))
        hidden = self.proj_out(hidden)
        _, rows, columns, d = ops.shape(hidden)
        newline = ops.cast(ops.asarray(self.image_newline), ops.dtype(hidden))
        newline = ops.expand(ops.reshape(newline, (1, 1, 1, d)), (1, rows, 1, d))
        hidden = ops.cat([hidden, newline], 2)
        hidden = self.mlp(ops.reshape(hidden, (1, rows * (columns + 1), d)))
        begin, end = (
            ops.cast(ops.reshape(ops.asarray(x), (1, 1, -1)), ops.dtype(hidden))
            for x in (self.image_begin, self.image_end)
        )
        return self.after_rms(ops.cat([begin, hidden, end], 1))


# As published; base models are without `model.`.
_PUBLISHED = (
    (r"^(model\.)?vit\.", "model.vision_tower."),
    (r"^(vision_tower|language_model)\.", r"model.\1."),
    (r"^(model\.vision_tower\.layers\.\d+)\.input_layernorm\.", r"\1.layer_norm1."),
    (r"^(model\.vision_tower\.layers\.\d+)\.post_attention_layernorm\.", r"\1.layer_norm2."),
    (r"\.mlp\.dense_h_to_4h\.", ".mlp.fc1."),
    (r"\.mlp\.dense_4h_to_h\.", ".mlp.fc2."),
    (r"\.perceive\.proj\.0\.", ".patch_merger.proj_conv."),
    (r"\.perceive\.proj\.2\.", ".patch_merger.proj_out."),
    (r"\.perceive\.", ".patch_merger."),
)


class HunYuanVLVisionTransformer(nn.PreTrainedModel):
    """The vision encoder.

    Args of `forward`:
        pixel_values: patches [n f] of all images, row by row.
        grid_thw: (1, rows, columns) of patches of each image, known when a graph is made.

    Returns patches [1 n d] and, as `pooler_output`, the vectors [1 m d] of all images.

    Raises:
        InputError: the grids are not those of the patches.
    """

    config_class: Any = HunYuanVLVisionConfig
    base_model_prefix = "vision_tower"
    main_input_name = "pixel_values"
    renames = (*_PUBLISHED, (r"^model\.vision_tower\.", ""))
    ignored_keys = (r"^(model\.(language_model|embed_tokens|layers|norm)|lm_head)\.",)
    static_inputs = ("grid_thw",)

    def __init__(self, config: Any):
        super().__init__(config)
        self.embeddings = HunYuanVLVisionPatchEmbed(config)
        self.layers = nn.ModuleList(
            HunYuanVLVisionBlock(config) for _ in range(config.num_hidden_layers)
        )
        self.patch_merger = HunYuanVLVisionPatchMerger(config)

    def get_input_embeddings(self):
        return self.embeddings

    def forward(
        self,
        pixel_values,
        *,
        grid_thw: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        grids = self.checked(static_rows("grid_thw", grid_thw), pixel_values)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, grids=grids)
        attend = PackedAttention(recorder, packed_patches.image_lengths(grids))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, attend)
        recorder.add_hidden_state(hidden)
        pieces = ops.split(hidden, packed_patches.image_lengths(grids), 1)
        merged = [
            self.patch_merger(ops.reshape(piece, (1, rows, columns, self.config.hidden_size)))
            for piece, (_, rows, columns) in zip(pieces, grids, strict=True)
        ]
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=merged[0] if len(merged) == 1 else ops.cat(merged, 1),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def checked(self, grids: Any, pixels: Any) -> Grids:
        """The grids, if they are those of these patches."""
        if grids is None:
            raise InputError(
                "The patches of images came without their grids: pass image_grid_thw as the "
                "processor returned it."
            )
        merge = self.config.spatial_merge_size
        for grid in grids:
            if grid[0] != 1 or min(grid[1:]) < 2 or grid[1] % merge or grid[2] % merge:
                raise InputError(
                    f"A grid is {tuple(grid)}, expected (1, rows, columns) of patches, with two or "
                    f"more rows and columns that are multiples of {merge}."
                )
        count, expected = ops.shape(pixels)[0], packed_patches.patch_count(grids)
        if isinstance(count, int) and count != expected:
            raise InputError(
                f"There are {count} patches, and the grids {tuple(map(tuple, grids))} have "
                f"{expected}. Pass both as the processor returned them."
            )
        return grids


# --- texts ---------------------------------------------------------------------------------------


class HunYuanVLRotaryEmbedding(RotaryEmbedding):
    """Cosine and sine of angles; along a head, one number after the other turns by a part of the
    position, so that both of a pair may turn by unlike parts."""

    def __init__(self, config: HunYuanVLTextConfig):
        super().__init__(config)
        self.axes = tuple(i for i, count in enumerate(config.sections) for _ in range(2 * count))

    def forward(self, position_ids, hidden):  # [b t] or [a b t], [b t d] -> two of [b t 1 s]
        if len(ops.shape(position_ids)) == 2:
            return super().forward(position_ids, hidden)
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        frequency = self.at_length(ops.amax(position_ids, 0), wide)  # [s/2]
        axes = ops.asarray(self.axes, like=position_ids, dtype="int64")
        position = ops.permute(ops.take(position_ids, axes, 0), (1, 2, 0))  # [b t s]
        angle = ops.cast(position, wide) * ops.cat([frequency, frequency], -1)
        angle = ops.unsqueeze(angle, 2)
        return tuple(
            ops.cast(turn(angle) * self.scale, ops.dtype(hidden)) for turn in (ops.cos, ops.sin)
        )


class HunYuanVLTextModel(MultimodalDecoder, llama.LlamaModel):
    """The language model without a head; called like LlamaModel, with position_ids [b t] or, of
    each part, [a b t]."""

    config_class: Any = HunYuanVLTextConfig
    layer_class = HunYuanDenseV1DecoderLayer
    rotary_class = HunYuanVLRotaryEmbedding
    base_model_prefix = "model"
    renames = ((r"^model\.language_model\.", ""), (r"^language_model\.", ""), (r"^model\.", ""))
    ignored_keys = (r"^(model\.)?(vit|vision_tower)\.",)

    def text_positions(self, position_ids):
        return None  # all parts are of the rotation


# --- both ----------------------------------------------------------------------------------------


class HunYuanVLPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What both models share."""

    config_class = HunYuanVLConfig
    base_model_prefix = "model"
    renames = (
        *_PUBLISHED,
        (r"^model\.(?!language_model\.|vision_tower\.)", "model.language_model."),
    )
    head_parts = (r"^lm_head\.",)
    static_inputs = ("image_grid_thw",)
    prefill_inputs = ("pixel_values", "mm_token_type_ids")
    ids_without_rows = ("image_token_id",)

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        grids = inputs.get("image_grid_thw")
        if inputs.get("pixel_values") is None or not grids:
            return {}
        merge = self.config.vision_config.spatial_merge_size
        return {"pixel_values": (self.config.image_token_id, sum(vector_counts(grids, merge)))}


def vector_counts(grids: Grids, merge: int) -> list[int]:
    """How many vectors each image has: a row's and an image's ends among them."""
    return [(rows // merge) * (columns // merge + 1) + 2 for _, rows, columns in grids]


def vector_positions(grids: Grids, merge: int) -> tuple[np.ndarray, np.ndarray]:
    """The (column, row, image) [m 3] of each vector of all images, and whether it has one [m]: the
    ends of images are like text."""
    found, inside = [np.zeros((0, 3), np.int64)], [np.zeros(0, np.int64)]
    for image, (_, rows, columns) in enumerate(grids):
        axes = np.meshgrid(
            np.arange(rows // merge), np.arange(columns // merge + 1), [image], indexing="ij"
        )
        row, column, index = (axis.reshape(-1) for axis in axes)
        one = np.stack([column, row, index], -1)
        found.append(np.pad(one, ((1, 1), (0, 0))))
        inside.append(np.pad(np.ones(len(one), np.int64), 1))
    return np.concatenate(found), np.concatenate(inside)


class HunYuanVLModel(AmongTokens, HunYuanVLPreTrainedModel):
    """HunyuanOCR without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], or [a b t] of each part; by default they follow from the images.
        past_key_values: a KeyValueCache from an earlier call.
        pixel_values: patches [n f] of all images.
        mm_token_type_ids: [b t], 1 at tokens of images; by default where input_ids have theirs.
        image_grid_thw: (1, rows, columns) of patches of each image, known when a graph is made.
    """

    def __init__(self, config: Any):
        super().__init__(config)
        self.language_model = HunYuanVLTextModel(config.text_config)
        self.vision_tower = HunYuanVLVisionTransformer(config.vision_config)

    def get_image_features(
        self,
        pixel_values,
        image_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Patches [1 n d] of images, and as `pooler_output` the vectors [m d] of each image."""
        grids = static_rows("image_grid_thw", image_grid_thw)
        output = self.vision_tower(
            pixel_values,
            grid_thw=grids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        counts = vector_counts(grids, self.config.vision_config.spatial_merge_size)
        output.pooler_output = tuple(ops.split(output.pooler_output[0], counts, 0))
        return output

    def token_positions(self, input_ids, kinds, attention_mask, grids: Grids):
        """Positions [a b t] of tokens of texts with images."""
        parts = len(self.config.text_config.sections)
        if kinds is None:
            kinds = input_ids == self.config.image_token_id
        token = ops.ones(ops.shape(input_ids), like=input_ids)
        if attention_mask is not None:
            token = ops.cast(attention_mask != 0, "int64")
        own, inside = vector_positions(grids, self.config.vision_config.spatial_merge_size)
        image = ops.cast(ops.cast(kinds, "int64") == 1, "int64") * token
        index = running_index(image, len(inside))
        image = image * ops.take(ops.asarray(inside, like=image, dtype="int64"), index, 0)
        count = (ops.cumsum(token, 1) - 1) * token
        own = ops.take(ops.asarray(own, like=image, dtype="int64"), index, 0)  # [b t 3]
        spatial = [ops.where(image == 1, own[:, :, axis], count) for axis in range(3)]
        return ops.stack([count] * (parts - 3) + spatial, 0)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        mm_token_type_ids=None,
        *,
        image_grid_thw: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        vectors, ahead, past = None, None, past_key_values
        if pixel_values is not None:
            output = self.vision_tower(pixel_values, grid_thw=image_grid_thw, return_dict=True)
            vectors = output.pooler_output[0]
            chosen = token_mask(input_ids, embeddings, self.config.image_token_id, self.embed)
            embeddings = with_vectors(embeddings, chosen, vectors)
        if position_ids is None:
            if past is not None and past.offset is not None:
                position_ids = following_positions(past, embeddings, attention_mask)
                ahead = past.offset
            elif past is None and pixel_values is not None and input_ids is not None:
                position_ids = self.token_positions(
                    input_ids, mm_token_type_ids, attention_mask, image_grid_thw
                )
                ahead = ops.zeros((ops.shape(input_ids)[0], 1), like=input_ids)
        output = self.language_model(
            inputs_embeds=embeddings,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        if output.past_key_values is not None and ahead is not None:
            output.past_key_values.offset = ahead  # what follows counts tokens, not padding
        return LlavaModelOutputWithPast.of(output, image_hidden_states=vectors)


class HunYuanVLForConditionalGeneration(CausalLM, HunYuanVLPreTrainedModel):
    base_class = HunYuanVLModel
    output_class = CausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}

    model: Any

    def get_image_features(self, pixel_values, image_grid_thw=None, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, image_grid_thw, **options)

    def prompt_positions(self, input_ids, attention_mask, tensors, options):
        """The positions [a b t] of a prompt with images, for `generate`; None without."""
        grids = options.get("image_grid_thw")
        if input_ids is None or not grids or tensors.get("past_key_values") is not None:
            return None
        kinds = tensors.get("mm_token_type_ids")
        return self.model.token_positions(input_ids, kinds, attention_mask, grids)


HEADS = {
    "base": HunYuanVLModel,
    "vision2seq": HunYuanVLForConditionalGeneration,
    "image-text-to-text": HunYuanVLForConditionalGeneration,
    "multimodal-lm": HunYuanVLForConditionalGeneration,
}
