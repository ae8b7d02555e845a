"""Kimi K2.5: Kimi Team, 2026, arXiv:2602.02276.

A vision encoder of packed patches, with learned positions of rows and columns, sinusoidal ones of
frames and a rotation; the patches of an image attend to each other, and so do those of the frames
of a video, whose mean over time is taken. Squares of them become vectors among the tokens of
DeepSeek-V3.

b batch, t tokens, n patches of all images, m squares of patches, k patches of a square, s size of a
head, c channels, d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from auto_core.checkpoints.turned_projections import ReadsTurnedProjections
from auto_core.configs.kimi_k25 import Kimi_K25Config, Kimi_K25VisionConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.activations import activation
from ..blocks.image_tokens import ImageTokenChecks, token_mask, with_vectors
from ..blocks.packed_patches import InterleavedRotation, PackedAttention, PatchProjection
from . import llava, qwen2_moe
from .clip import CLIPMLP
from .paddleocr_vl import PaddleOCRVisionAttention

EPS = 1e-5  # of the encoder's norms
CHANNELS = 3

# --- images --------------------------------------------------------------------------------------


def frame_table(frames: int, size: int) -> np.ndarray:
    """Sinusoidal positions [1+f d]: of an image zeros, then of each frame of a video."""
    angle = np.outer(np.arange(frames), 10000.0 ** (-np.arange(0, size, 2) / size))
    both = np.concatenate([np.sin(angle), np.cos(angle)], 1)[:, :size]
    return np.concatenate([np.zeros((1, size)), both])


def frame_index(grids: packed_patches.Grids) -> np.ndarray:
    """The row [n] of `frame_table` of each patch."""
    found = [np.zeros(0, np.int64)]
    for frames, rows, columns in grids:
        found.append(np.repeat(np.arange(frames) + int(frames > 1), rows * columns))
    return np.concatenate(found)


def square_index(grids: packed_patches.Grids, down: int, across: int) -> list[np.ndarray]:
    """Of each image or video, the indices [m f k] of the patches of each square in each frame."""
    found, start = [], 0
    for frames, rows, columns in grids:
        count = frames * rows * columns
        index = start + np.arange(count).reshape(
            frames, rows // down, down, columns // across, across
        )
        index = index.transpose(1, 3, 0, 2, 4)
        found.append(index.reshape(-1, frames, down * across))
        start += count
    return found


class Kimi_K25VisionPositionEmbeddings(nn.Module):
    """Positions of a square, resampled to each image, and those of frames."""

    def __init__(self, config: Kimi_K25VisionConfig):
        super().__init__()
        self.side, self.size = config.pos_emb_height, config.hidden_size
        self.frames = frame_table(config.pos_emb_time, self.size).tolist()
        shape = (self.side, self.side, self.size)
        self.position_embeddings = nn.Parameter(shape, init="normal")

    def forward(self, hidden, *, grids: Any):  # [n d] -> [n d]
        table = ops.reshape(ops.asarray(self.position_embeddings), (self.side**2, self.size))
        taps = packed_patches.stretched_table(grids, 1, self.side, cubic=True)
        hidden = hidden + packed_patches.resampled(
            lambda rows: ops.take(table, rows, 0), taps, hidden
        )
        if all(frames == 1 for frames, _, _ in grids):
            return hidden
        frames = ops.asarray(self.frames, like=hidden, dtype=ops.dtype(hidden))
        index = ops.asarray(frame_index(grids), like=hidden, dtype="int64")
        return hidden + ops.take(frames, index, 0)


class Kimi_K25VisionPatchEmbed(nn.Module):
    """Vectors of patches with their positions."""

    def __init__(self, config: Kimi_K25VisionConfig):
        super().__init__()
        side = config.patch_size
        self.numbers = CHANNELS * side**2
        self.proj = PatchProjection(config.hidden_size, (CHANNELS, side, side), bias=True)
        self.pos_emb = Kimi_K25VisionPositionEmbeddings(config)

    def forward(self, pixels, *, grids: Any):  # [n c patch patch] -> [n d]
        patches = ops.reshape(pixels, (packed_patches.patch_count(grids), self.numbers))
        return self.pos_emb(self.proj(patches), grids=grids)


class Kimi_K25VisionAttention(PaddleOCRVisionAttention):
    output_name = "proj"


class Kimi_K25VisionEncoderLayer(nn.Block):
    """Attention, then the feed-forward part, each normalised before and added to its input."""

    def __init__(self, config: Kimi_K25VisionConfig):
        super().__init__()
        self.norm1 = nn.LayerNorm(config.hidden_size, eps=EPS)
        self.norm2 = nn.LayerNorm(config.hidden_size, eps=EPS)
        self.attn = Kimi_K25VisionAttention(config)
        self.mlp: Any = CLIPMLP(config)  # pyright: ignore[reportArgumentType]

    def forward(self, hidden, rotation, attend):  # [n d] -> [n d]
        hidden = hidden + self.attn(self.norm1(hidden), rotation, attend)
        return hidden + self.mlp(self.norm2(hidden))


# The vision encoder's names, as published.
_LAYERS = (
    (r"vision_tower\.encoder\.blocks\.(\d+)\.norm1\.", r"vision_tower.layers.\1.norm2."),
    (r"vision_tower\.encoder\.blocks\.(\d+)\.norm0\.", r"vision_tower.layers.\1.norm1."),
    (r"vision_tower\.encoder\.blocks\.(\d+)\.mlp\.fc1\.", r"vision_tower.layers.\1.mlp.fc2."),
    (r"vision_tower\.encoder\.blocks\.(\d+)\.mlp\.fc0\.", r"vision_tower.layers.\1.mlp.fc1."),
    (r"vision_tower\.encoder\.blocks\.(\d+)\.wo\.", r"vision_tower.layers.\1.attn.proj."),
    (r"vision_tower\.encoder\.blocks\.", "vision_tower.layers."),
    (r"vision_tower\.encoder\.", "vision_tower."),
    (r"patch_embed\.pos_emb\.weight$", "patch_embed.pos_emb.position_embeddings"),
)


class Kimi_K25VisionModel(ReadsTurnedProjections, nn.PreTrainedModel):
    """The vision encoder.

    Args of `forward`:
        pixel_values: patches [n c patch patch] of all images, row by row.
        grid_thw: (frames, rows, columns) of patches of each image or video, known when a graph is
            made.

    Returns patches [n d] and, as `pooler_output`, squares of patches [m k d], the mean of all
    frames.

    Raises:
        InputError: the grids are not those of the patches, or a video has more frames than
            there are positions of frames.
    """

    config_class: Any = Kimi_K25VisionConfig
    base_model_prefix = "vision_tower"
    main_input_name = "pixel_values"
    renames = (*_LAYERS, (r"^(model\.)?vision_tower\.", ""))
    ignored_keys = (r"^(model\.)?(language_model|lm_head|mm_projector)\.",)
    static_inputs = ("grid_thw",)
    fused = (".wqkv.", (".attn.q_proj.", ".attn.k_proj.", ".attn.v_proj."))

    def __init__(self, config: Any):
        super().__init__(config)
        self.patch_embed = Kimi_K25VisionPatchEmbed(config)
        head_size = config.hidden_size // config.num_attention_heads
        self.rotary_emb = InterleavedRotation(head_size, config.rope_theta)
        self.layers = nn.ModuleList(
            Kimi_K25VisionEncoderLayer(config) for _ in range(config.num_hidden_layers)
        )
        self.final_layernorm = nn.LayerNorm(config.hidden_size, eps=EPS)

    def get_input_embeddings(self):
        return self.patch_embed

    def rotated_heads(self) -> int:
        return self.config.num_attention_heads

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
        hidden = self.patch_embed(pixel_values, grids=grids)
        rotation = self.rotary_emb(packed_patches.row_and_column(grids, 1), hidden)
        attend = PackedAttention(recorder, packed_patches.image_lengths(grids))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        hidden = self.final_layernorm(hidden)
        recorder.add_hidden_state(hidden)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=self.squares(hidden, grids),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def squares(self, hidden, grids: packed_patches.Grids):  # [n d] -> [m k d]
        """Squares of patches, the mean of all frames."""
        found = square_index(grids, *self.config.merge_kernel_size)
        pieces = []
        for _, alike in groupby(zip(grids, found, strict=True), key=lambda pair: pair[0][0]):
            index = np.concatenate([one for _, one in alike])  # of as many frames each
            taken = ops.take(hidden, ops.asarray(index, like=hidden, dtype="int64"), 0)
            pieces.append(ops.mean(taken, 1))  # [m f k d] -> [m k d]
        return pieces[0] if len(pieces) == 1 else ops.cat(pieces, 0)

    def checked(self, grids: Any, pixels: Any) -> Sequence[Sequence[int]]:
        """The grids, if they are those of these patches."""
        if grids is None:
            raise InputError(
                "The patches of images came without their grids: pass image_grid_thw (of videos "
                "video_grid_thw) as the processor returned it."
            )
        down, across = self.config.merge_kernel_size
        most, side = self.config.pos_emb_time, self.config.patch_size
        for grid in grids:
            if len(grid) != 3 or min(grid) < 1 or grid[1] % down or grid[2] % across:
                raise InputError(
                    f"A grid is {tuple(grid)}, expected (frames, rows, columns) of patches, with "
                    f"rows that are a multiple of {down} and columns that are one of {across}."
                )
            if grid[0] > most:
                raise InputError(
                    f"A video has {grid[0]} frames, and the config's pos_emb_time is {most}. The "
                    "processor cuts videos into chunks."
                )
        shape, count = ops.shape(pixels), packed_patches.patch_count(grids)
        expected = (count, CHANNELS, side, side)
        if len(shape) != 4 or any(
            isinstance(n, int) and n != e for n, e in zip(shape, expected, strict=True)
        ):
            raise InputError(
                f"Patches have shape {tuple(shape)}, expected [patches, channels, rows, columns] "
                f"of {expected} by their grids. Pass both as the processor returned them."
            )
        return grids


class Kimi_K25MultimodalProjection(nn.Module):
    """Squares of patches as one vector of the language model's size each."""

    def __init__(self, config: Kimi_K25Config):
        super().__init__()
        size = config.vision_config.hidden_size
        self.size = size * int(np.prod(config.vision_config.merge_kernel_size))
        self.pre_norm = nn.LayerNorm(size, eps=config.projection_layer_norm_eps)
        self.in_proj = nn.Linear(self.size, self.size)
        self.out_proj = nn.Linear(self.size, config.text_config.hidden_size)
        self.activation = activation("gelu")

    def forward(self, squares):  # [m k d] -> [m d]
        hidden = ops.reshape(self.pre_norm(squares), (ops.shape(squares)[0], self.size))
        return self.out_proj(self.activation(self.in_proj(hidden)))


# --- images and texts ----------------------------------------------------------------------------


class Kimi_K25PreTrainedModel(ReadsTurnedProjections, ImageTokenChecks, nn.PreTrainedModel):
    """What both models share."""

    config_class = Kimi_K25Config
    base_model_prefix = "model"
    renames = (
        *_LAYERS,
        # What transformers 5 writes: all layers as the vision encoder's.
        (r"^(language_model\.(?:model\.)?|vision_tower\.)blocks\.", r"\1layers."),
        (r"mm_projector\.proj\.0\.", "mm_projector.in_proj."),
        (r"mm_projector\.proj\.2\.", "mm_projector.out_proj."),
        (r"^mm_projector\.", "model.mm_projector."),
        *llava.RENAMES,
    )
    head_parts = (r"^(language_model\.)?lm_head\.",)
    static_inputs = ("image_grid_thw", "video_grid_thw")
    prefill_inputs = ("pixel_values", "pixel_values_videos")
    ids_without_rows = ("image_token_id", "video_token_id")
    expert_names = qwen2_moe.EXPERT_NAMES
    kept_wide = (r"\.e_score_correction_bias$",)
    fused = Kimi_K25VisionModel.fused

    def rotated_heads(self) -> int:
        return self.config.vision_config.num_attention_heads

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        square, found = int(np.prod(self.config.vision_config.merge_kernel_size)), {}
        for pixels, grids, token in (
            ("pixel_values", "image_grid_thw", self.config.image_token_id),
            ("pixel_values_videos", "video_grid_thw", self.config.video_token_id),
        ):
            if inputs.get(pixels) is not None and inputs.get(grids) is not None:
                count = sum(rows * columns for _, rows, columns in inputs[grids])
                found[pixels] = (token, count // square)
        return found


class Kimi_K25Model(llava.TowerAndDecoder, Kimi_K25PreTrainedModel):
    """Kimi K2.5 without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or of a chunk of a video, or
            inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        pixel_values, pixel_values_videos: patches [n c patch patch] of all images, and of all
            chunks of videos.
        image_grid_thw, video_grid_thw: (frames, rows, columns) of patches of each image and of
            each chunk, known when a graph is made.
    """

    projector_class = None

    def __init__(self, config: Any):
        super().__init__(config)
        self.mm_projector = Kimi_K25MultimodalProjection(config)

    def add_tower(self, config: Any) -> None:
        self.vision_tower = Kimi_K25VisionModel(config.vision_config)

    def known(self, input_ids):
        """Ids [b t] with embeddings: tokens of images and videos are token 0."""
        for token in (self.config.image_token_id, self.config.video_token_id):
            input_ids = ops.where(input_ids == token, 0, input_ids)
        return input_ids

    def get_image_features(
        self,
        pixel_values,
        image_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Patches [n d] of images, and as `pooler_output` the vectors [m d] of each image."""
        grids = static_rows("image_grid_thw", image_grid_thw)
        output = self.vision_tower(
            pixel_values,
            grid_thw=grids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        down, across = self.config.vision_config.merge_kernel_size
        sizes = [(rows // down) * (columns // across) for _, rows, columns in grids or ()]
        vectors = ops.split(self.mm_projector(output.pooler_output), sizes, 0)
        return BaseModelOutputWithPooling.of(output, pooler_output=tuple(vectors))

    def get_video_features(
        self,
        pixel_values_videos,
        video_grid_thw=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Patches [n d] of chunks of videos, and as `pooler_output` the vectors [m d] of each."""
        return self.get_image_features(
            pixel_values_videos,
            static_rows("video_grid_thw", video_grid_thw),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,  # pyright: ignore[reportCallIssue]
        )

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
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        for pixels, grids, token in (
            (pixel_values, image_grid_thw, self.config.image_token_id),
            (pixel_values_videos, video_grid_thw, self.config.video_token_id),
        ):
            if pixels is None:
                continue
            output = self.vision_tower(pixels, grid_thw=grids, return_dict=True)
            chosen = token_mask(input_ids, embeddings, token, self.get_input_embeddings())
            vectors = self.mm_projector(output.pooler_output)
            embeddings = with_vectors(embeddings, chosen, vectors)
        return self.decode(
            embeddings,
            None,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Kimi_K25ForConditionalGeneration(llava.ImageTextCausalLM, Kimi_K25PreTrainedModel):
    base_class = Kimi_K25Model

    def get_image_features(self, pixel_values, image_grid_thw=None, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, image_grid_thw, **options)

    def get_video_features(self, pixel_values_videos, video_grid_thw=None, **options: Any):
        """See the base model."""
        return self.model.get_video_features(pixel_values_videos, video_grid_thw, **options)


HEADS = {
    "base": Kimi_K25Model,
    "vision2seq": Kimi_K25ForConditionalGeneration,
    "image-text-to-text": Kimi_K25ForConditionalGeneration,
    "multimodal-lm": Kimi_K25ForConditionalGeneration,
}
