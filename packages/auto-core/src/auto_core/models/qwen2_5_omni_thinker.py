"""Qwen2.5-Omni's thinker, which makes text of texts, images, videos and sound: Xu et al., 2025,
arXiv:2503.20215.

Qwen2.5-VL's network, and Whisper's encoder, whose positions attend within windows and are averaged
in pairs. The sound of a video may stand among its frames, at positions of the same times.

b batch, t tokens, a recordings, m mel bins, f frames, n windows of all recordings, c positions of a
window, p vectors of a recording, k patches of an image or video, d hidden.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.configs.qwen2_5_omni_thinker import (
    Qwen2_5OmniAudioEncoderConfig,
    Qwen2_5OmniTextConfig,
    Qwen2_5OmniThinkerConfig,
    Qwen2_5OmniVisionEncoderConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling, ParakeetEncoderModelOutput
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import packed_patches
from ..blocks.image_tokens import token_mask
from ..blocks.layer_drop import LayerDrop
from ..blocks.mrope import IMAGE, VIDEO, patch_positions
from ..blocks.rotary import rotate
from . import qwen2_5_vl, qwen2_vl
from .bart import LayerRuns
from .qwen2_audio import vectors_of, with_recordings


class Qwen2_5OmniVisionAttention(nn.Module):
    """Attention of patches, with two-dimensional rotary positions."""

    def __init__(self, config: Qwen2_5OmniVisionEncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_heads, d // config.num_heads
        self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.proj = nn.Linear(d, d)

    def forward(self, hidden, rotation, attend):  # [n d] -> [n d]
        patches, d = ops.shape(hidden)
        shape = (1, patches, self.heads, self.head_size)
        query, key, value = (ops.reshape(x(hidden), shape) for x in (self.q, self.k, self.v))
        cos, sin = rotation
        wide, narrow = ops.dtype(cos), ops.dtype(hidden)
        query, key = (ops.cast(rotate(ops.cast(x, wide), cos, sin), narrow) for x in (query, key))
        output = attend(query, key, value, scale=self.head_size**-0.5)
        return self.proj(ops.reshape(output, (patches, d)))


class Qwen2_5OmniVisionBlock(qwen2_5_vl.Qwen2_5_VLVisionBlock):
    attention_class = Qwen2_5OmniVisionAttention


class Qwen2_5OmniVisionEncoder(qwen2_5_vl.Qwen2_5_VisionTransformerPretrainedModel):
    """The vision encoder; called like Qwen2.5-VL's."""

    config_class = Qwen2_5OmniVisionEncoderConfig
    block_class = Qwen2_5OmniVisionBlock


class Qwen2_5OmniAudioEncoder(LayerRuns, nn.PreTrainedModel):
    """The encoder of log-mel spectrograms, cut into windows.

    Args of `forward`:
        input_features: [a m f].
        attention_mask: [a f], 1 for frames and 0 for padding.

    Returns `last_hidden_state` [a p d], and as `attention_mask` [a p] which vectors there are.
    """

    config_class: Any = Qwen2_5OmniAudioEncoderConfig
    base_model_prefix = "audio_tower"
    main_input_name = "input_features"

    def __init__(self, config: Any):
        super().__init__(config)
        self.add_parts(config)

    def add_parts(self, config: Any) -> None:
        """Make the convolutions, the layers and the projection."""
        d, layers = config.d_model, config.without_dropout()
        self.size, self.frames = d, 2 * config.n_window
        self.conv1 = nn.Conv1d(config.num_mel_bins, d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=2, padding=1)
        # Upstream's files have it, and no version of transformers reads it.
        self.audio_bos_eos_token = nn.Embedding(2, config.output_dim)
        self.layers = nn.ModuleList(
            self.layer_class(layers, decoder=False) for _ in range(config.encoder_layers)
        )
        self.layerdrop = LayerDrop(0.0)
        self.ln_post = nn.LayerNorm(d, eps=1e-5)
        self.proj = nn.Linear(d, config.output_dim)

    def positions(self, hidden):
        """[c d]: sines, then cosines."""
        half = self.size // 2
        step = math.log(10_000) / (half - 1)
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        frequency = tuple(math.exp(-step * i) for i in range(half))
        frequency = ops.asarray(frequency, like=hidden, dtype=wide)
        index = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        angle = ops.unsqueeze(ops.cast(index, wide), 1) * frequency
        return ops.cast(ops.cat([ops.sin(angle), ops.cos(angle)], -1), ops.dtype(hidden))

    def get_input_embeddings(self):
        return self.conv1

    def vectors_of(self, frames):
        """How many vectors so many frames of a recording become."""
        return vectors_of(frames)

    def forward(self, input_features, attention_mask):
        known = concrete(attention_mask)
        if known is not None:  # frames that are padding everywhere are left out
            most = max(int((known != 0).sum(-1).max(initial=1)), 1)
            input_features, attention_mask = input_features[:, :, :most], attention_mask[:, :most]
        real = ops.cast(ops.cast(attention_mask, "int64") != 0, "int64")
        vectors, counts = self.encode(input_features, real), self.vectors_of(ops.sum(real, 1))
        index = ops.arange(0, ops.shape(vectors)[1], like=real, dtype="int64")
        there = ops.unsqueeze(index, 0) < ops.unsqueeze(counts, 1)
        return ParakeetEncoderModelOutput(last_hidden_state=vectors, attention_mask=there)

    def encode(self, input_features, real):  # [a m f], [a f] -> [a p d]
        recordings, bins, frames = ops.shape(input_features)
        hidden = ops.permute(input_features, (0, 2, 1))
        missing = -frames % self.frames
        hidden = ops.pad(hidden, [(0, 0), (0, missing), (0, 0)], value=0.0)
        real = ops.pad(real, [(0, 0), (0, missing)], value=0)
        count = (frames + missing) // self.frames
        hidden = ops.reshape(hidden, (recordings * count, self.frames, bins))
        real = ops.reshape(real, (recordings * count, self.frames))  # [n 2c]
        present = ops.unsqueeze(real != 0, 2)
        hidden = ops.gelu(self.conv1(ops.where(present, hidden, 0.0)), approximate="none")
        hidden = ops.gelu(self.conv2(ops.where(present, hidden, 0.0)), approximate="none")
        hidden = hidden + self.positions(hidden)  # [n c d]
        # A window of padding alone attends to its first position, so that nothing is undefined.
        first = ops.arange(0, self.frames // 2, like=real, dtype="int64") == 0
        attended = (real[:, ::2] != 0) | ops.unsqueeze(first, 0)
        mask = ops.unsqueeze(ops.unsqueeze(attended, 1), 1)
        hidden = self.run_layers(hidden, Recorder(cache=False), mask)
        positions = count * (self.frames // 2)
        hidden = ops.reshape(hidden, (recordings, positions, self.size))[:, : positions // 2 * 2]
        pairs = ops.reshape(hidden, (recordings, positions // 2, 2, self.size))
        return self.proj(self.ln_post(ops.mean(pairs, 2)))


class Qwen2_5OmniThinkerTextModel(qwen2_5_vl.Qwen2_5_VLTextModel):
    """The language model without a head; called like Qwen2-VL's."""

    config_class = Qwen2_5OmniTextConfig


class Qwen2_5OmniThinkerPreTrainedModel(qwen2_vl.Qwen2VLPreTrainedModel):
    """What all thinkers share."""

    config_class: Any = Qwen2_5OmniThinkerConfig
    vision_class: Any = Qwen2_5OmniVisionEncoder
    audio_class: Any = Qwen2_5OmniAudioEncoder
    text_class: Any = Qwen2_5OmniThinkerTextModel
    renames = (
        (r"^thinker\.", ""),  # of the whole
        (r"^(?=(visual|audio_tower)\.)", "model."),
        (r"^model\.(?!language_model\.|visual\.|audio_tower\.)", "model.language_model."),
    )
    ignored_keys = (r"^(talker|token2wav|code2wav)\.",)
    static_inputs = ("image_grid_thw", "video_grid_thw", "video_second_per_grid")
    prefill_inputs = (
        *("pixel_values", "pixel_values_videos", "input_features", "feature_attention_mask"),
        "audio_feature_lengths",
    )
    ids_without_rows = ("image_token_index", "video_token_index", "audio_token_index")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        found, mask = super().vectors_for(inputs), inputs.get("feature_attention_mask")
        values = None if mask is None else concrete(mask)
        if inputs.get("input_features") is not None and values is not None:
            tower = getattr(self, "model", self).audio_tower
            count = int(tower.vectors_of((values != 0).sum(-1)).sum())
            found["input_features"] = (self.config.audio_token_id, count)
        return found


class Qwen2_5OmniThinkerModel(qwen2_vl.Qwen2VLModel, Qwen2_5OmniThinkerPreTrainedModel):
    """The encoders and the language model, without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, a video or a recording, or
            inputs_embeds [b t d].
        input_features: [a m f], log-mel spectrograms of all recordings, with
            feature_attention_mask [a f], 1 for frames and 0 for padding.
        pixel_values, pixel_values_videos: patches [n f] of all images, and of all videos.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        audio_feature_lengths: [a]; nothing depends on it here.
        position_ids: [b t], or [3 b t] of time, rows and columns; by default they follow from the
            images.
        past_key_values: a KeyValueCache from an earlier call.
        image_grid_thw, video_grid_thw: (frames, rows, columns) of patches of each image and video,
            known when a graph is made.
        use_audio_in_video: the sound of each video stands among its patches; not in a compiled
            function, unless position_ids are passed.
        video_second_per_grid: the seconds between two patches of time of each video, known when a
            graph is made; 1 by default.
    """

    pairs_begin = True  # where sound stands in a video, both of what begins it have one position
    add_images = qwen2_vl.Qwen2VLModel.with_images

    def __init__(self, config: Any):
        super().__init__(config)
        self.audio_tower = self.audio_class(config.audio_config)

    # --- sound -------------------------------------------------------------------------------

    def sound(self, input_features, mask):
        """Vectors [a p d] of recordings, and which [a p] there are."""
        if mask is None:
            raise InputError("input_features came without feature_attention_mask.")
        output = self.audio_tower(input_features, mask, return_dict=True)
        return output.last_hidden_state, output.attention_mask

    def get_audio_features(
        self, input_features, feature_attention_mask=None, audio_feature_lengths=None
    ):
        """The vectors [p d] of all recordings, one after the other, as `last_hidden_state` and as
        `pooler_output`; not in a compiled function."""
        del audio_feature_lengths
        vectors, chosen = self.sound(input_features, feature_attention_mask)
        size = ops.shape(vectors)[2]
        rows = ops.boolean_mask(ops.reshape(vectors, (-1, size)), ops.reshape(chosen, (-1,)))
        return BaseModelOutputWithPooling(last_hidden_state=rows, pooler_output=rows)

    def with_images(self, embeddings, input_ids, given):
        features, mask = given["audio"]
        if features is not None:
            vectors, there = self.sound(features, mask)
            counts = ops.sum(ops.cast(there, "int64"), 1)
            token = self.config.audio_token_id
            chosen = token_mask(input_ids, embeddings, token, self.get_input_embeddings())
            embeddings = with_recordings(embeddings, chosen, vectors, counts)
        return self.add_images(embeddings, input_ids, given)

    # --- positions ---------------------------------------------------------------------------

    def times(self, count: int, seconds: float) -> np.ndarray:
        """The positions in time of so many frames."""
        each = np.float32(self.config.position_id_per_seconds)
        return (np.arange(count, dtype=np.float32) * np.float32(seconds) * each).astype(np.int64)

    def patches(
        self, image_grids=None, video_grids=None, audio_grids=None, times=None
    ) -> dict[int, Any]:
        merge, seconds = self.config.vision_config.spatial_merge_size, (times or (None,))[0]
        found = {}
        for kind, grids, between in ((IMAGE, image_grids, None), (VIDEO, video_grids, seconds)):
            between = [1.0] * len(grids or ()) if between is None else between
            frames = [
                self.times(grid[0], second)
                for grid, second in zip(grids or (), between, strict=False)
            ]
            found[kind] = patch_positions(grids or (), merge=merge, interval=frames)
        return found

    def token_positions(self, input_ids, kinds, attention_mask=None, **grids: Any):
        if not (grids.get("times") or (None, None))[1]:
            return super().token_positions(input_ids, kinds, attention_mask, **grids)
        ids = concrete(input_ids)
        real = concrete(input_ids == input_ids if attention_mask is None else attention_mask)
        if ids is None or real is None:
            raise InputError(
                "use_audio_in_video: where the sound of a video stands follows from input_ids, "
                "whose values are not known in a compiled function. Pass position_ids."
            )
        merge, found = self.config.vision_config.spatial_merge_size, self.patches(**grids)
        offsets = {
            kind: np.split(
                found[kind][0],
                np.cumsum(packed_patches.image_lengths(grids.get(name) or (), merge))[:-1],
            )
            for kind, name in ((IMAGE, "image_grids"), (VIDEO, "video_grids"))
        }
        position, ahead = spoken_positions(
            self.config, ids, real != 0, offsets, paired=self.pairs_begin
        )
        dtype = "float32" if position.dtype.kind == "f" else "int64"
        return tuple(ops.asarray(x, like=input_ids, dtype=dtype) for x in (position, ahead))

    # --- all ---------------------------------------------------------------------------------

    def forward(
        self,
        input_ids=None,
        input_features=None,
        pixel_values=None,
        pixel_values_videos=None,
        attention_mask=None,
        feature_attention_mask=None,
        audio_feature_lengths=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        image_grid_thw: Any = None,
        video_grid_thw: Any = None,
        use_audio_in_video: bool | None = None,
        video_second_per_grid: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        del audio_feature_lengths
        return self.run(
            (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds),
            {
                "image": (pixel_values, image_grid_thw),
                "video": (pixel_values_videos, video_grid_thw),
                "audio": (input_features, feature_attention_mask),
            },
            None,
            times=(video_second_per_grid, bool(use_audio_in_video)),
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


def spoken_positions(
    config: Any,
    ids: np.ndarray,
    real: np.ndarray,
    offsets: Mapping[int, Sequence[np.ndarray]],
    *,
    paired: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Positions [3 b t], and by how much [b 1] what follows runs ahead of a count, where the sound
    of videos stands among their patches.

    Args:
        ids: [b t], of which those that are `real` [b t] are no padding.
        offsets: of each image and each video, the positions [k 3] of its patches within it.
        paired: the two tokens that begin such a video share a position, as those that end it.
    """
    begin = (config.vision_start_token_id, config.audio_start_token_id)
    pictured = {config.image_token_id: IMAGE, config.video_token_id: VIDEO}
    rest = {kind: iter(some) for kind, some in offsets.items()}
    dtype = np.result_type(np.int64, *(one.dtype for some in offsets.values() for one in some))
    positions = np.zeros((len(ids), len(ids[0]), 3), dtype)
    ahead = np.zeros((len(ids), 1), dtype)
    pair = np.zeros((2, 3)) if paired else np.repeat(np.arange(2)[:, None], 3, 1)
    for row, tokens in enumerate(ids):
        tokens = tokens[real[row]].tolist()
        found: list[np.ndarray] = []  # [k 3] each
        start, index = dtype.type(0), 0
        while index < len(tokens):
            if tuple(tokens[index : index + 2]) == begin:
                moves, last = _among(config, tokens[index + 2 :], rest[VIDEO])
                # What comes after counts on from the last run of patches, or of sound, as upstream.
                found += [start + pair, start + pair.max() + 1 + moves]
                start = start + pair.max() + 1 + last + 1
                parts = (pair,)
                index += len(moves) + 4
            elif tokens[index] in pictured:
                parts = (next(rest[pictured[tokens[index]]]),)
                index += len(parts[0])
            else:
                parts = (np.zeros((1, 3)),)
                index += 1
            for part in parts:
                found.append(start + part)
                start = start + part.max(initial=-1) + 1
        every = np.concatenate(found)
        positions[row, real[row]] = every
        ahead[row] = every.max() + 1 - len(tokens)
    return positions.transpose(2, 0, 1), ahead


def _among(
    config: Any, tokens: list[int], videos: Iterator[np.ndarray]
) -> tuple[np.ndarray, np.generic]:
    """The positions [k 3] of a video's patches and of its sound, where these tokens begin, and the
    largest of the patches, or of the sound, that come last."""
    own = (config.video_token_id, config.audio_token_id)
    count = next((i for i, token in enumerate(tokens) if token not in own), len(tokens))
    is_sound = np.array(tokens[:count]) == config.audio_token_id
    patches = next(videos)
    moves = np.zeros((count, 3), patches.dtype)
    moves[~is_sound] = patches
    moves[is_sound] = np.arange(is_sound.sum())[:, None]
    other = np.flatnonzero(is_sound != is_sound[-1:])
    return moves, moves[other[-1] + 1 if len(other) else 0 :].max(initial=-1)


class ThinkerGeneration(qwen2_vl.ConditionalGeneration):
    """The next token of texts with images, videos and sound; see `CausalLM`."""

    def get_audio_features(self, input_features, feature_attention_mask=None, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_features, feature_attention_mask, **options)

    def grids_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        times = options.get("video_second_per_grid"), bool(options.get("use_audio_in_video"))
        return super().grids_of(options) | {"times": times}


class Qwen2_5OmniThinkerForConditionalGeneration(
    ThinkerGeneration, Qwen2_5OmniThinkerPreTrainedModel
):
    base_class = Qwen2_5OmniThinkerModel


HEADS = {
    "base": Qwen2_5OmniThinkerModel,
    "image-text-to-text": Qwen2_5OmniThinkerForConditionalGeneration,
    "multimodal-lm": Qwen2_5OmniThinkerForConditionalGeneration,
}
