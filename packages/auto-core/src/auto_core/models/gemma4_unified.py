"""Gemma 4 without encoders of images and sound: Gemma Team, 2026.

The language model reads squares of pixels and frames of samples, each projected to one vector; the
tokens of one image attend to each other both ways in every layer.

b batch, t tokens, n images or frames of videos, p squares of an image, f numbers of a square,
m vectors of all, a recordings, g frames of a recording, s samples of a frame, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.gemma4_unified import (
    Gemma4UnifiedConfig,
    Gemma4UnifiedVisionConfig,
)
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutputWithPooling, ParakeetEncoderModelOutput
from auto_core.pretrained.static import concrete

from .. import nn, ops
from ..blocks.block_decoder import BlockDecoder
from . import gemma4
from .gemma4_unified_text import Gemma4UnifiedTextModel

EPS = 1e-5


class Gemma4UnifiedDecoder(BlockDecoder, Gemma4UnifiedTextModel):
    """The language model that is told which tokens are of one image."""

    bounds_blocks = False


class Gemma4UnifiedVisionEmbedder(nn.Module):
    """A projection of squares between norms, and positions by column and row."""

    def __init__(self, config: Gemma4UnifiedVisionConfig, outputs: int):
        super().__init__()
        self.numbers, d = config.model_patch_size**2 * 3, config.mm_embed_dim
        self.most = config.mm_posemb_size
        self.patch_ln1 = nn.LayerNorm(self.numbers, eps=EPS)
        self.patch_dense = nn.Linear(self.numbers, d)
        self.patch_ln2 = nn.LayerNorm(d, eps=EPS)
        init: Any = Normal(config.initializer_range)
        self.pos_embedding = nn.Parameter((self.most, 2, d), init=init)
        self.pos_norm = nn.LayerNorm(d, eps=EPS)
        self.multimodal_embedder = gemma4.Gemma4MultimodalEmbedder(config, d, outputs)

    def forward(self, pixels, positions):
        """[n p f], [n p 2] -> [n p d] before the last projection, and behind it."""
        self.check(pixels, positions)
        hidden = self.patch_ln2(self.patch_dense(self.patch_ln1(pixels)))
        table = ops.asarray(self.pos_embedding)
        for axis in range(2):
            index = positions[..., axis]
            rows = ops.take(table[:, axis], ops.clamp(index, min=0), 0)
            hidden = hidden + ops.where(ops.unsqueeze(index != -1, -1), rows, 0.0)
        hidden = self.pos_norm(hidden)
        return hidden, self.multimodal_embedder(hidden)

    def check(self, pixels, positions) -> None:
        """Refuse squares of another size, and positions that no table has."""
        shape = ops.shape(pixels)
        if len(shape) != 3 or shape[-1] != self.numbers:
            raise InputError(
                f"The patches of images have shape {tuple(shape)}, expected [images, patches, "
                f"{self.numbers}]: squares of {self.numbers // 3} pixels in colour."
            )
        known = concrete(positions)
        if known is not None and known.size and int(known.max()) >= self.most:
            raise InputError(
                f"A patch stands at column or row {int(known.max())}, and there are positions of "
                f"{self.most} (mm_posemb_size)."
            )


class Gemma4UnifiedPreTrainedModel(gemma4.Gemma4PreTrainedModel):
    """What all Gemma 4 models with images, but without encoders, share."""

    config_class = Gemma4UnifiedConfig
    renames = (
        (r"^(model\.)?vision_embedder\.", "model.embed_vision."),
        (
            r"^(model\.)?embed_vision\.embedding_projection\.",
            "model.embed_vision.multimodal_embedder.embedding_projection.",
        ),
        *gemma4.Gemma4PreTrainedModel.renames,
    )
    prefill_inputs = tuple(
        name for name in gemma4.Gemma4PreTrainedModel.prefill_inputs if name != "per_layer_inputs"
    )
    frames_each = 1

    def patches_each(self) -> int:
        return 1


class Gemma4UnifiedModel(gemma4.Gemma4Model, Gemma4UnifiedPreTrainedModel):
    """Gemma 4 without encoders, and without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, a video or a recording, or
            inputs_embeds [b t d].
        pixel_values, pixel_values_videos: squares [n p f] of all images, and of the frames of all
            videos.
        input_features, input_features_mask: frames of samples [a g s] of all recordings, and 1 for
            those that there are [a g].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        mm_token_type_ids: [b t], 1 at the tokens of images and 2 at those of videos, which attend
            both ways.
        image_position_ids, video_position_ids: [n p 2], the column and the row of each square; -1
            of padding.
        num_frames_per_video: how many frames each video has; nothing depends on it here.
    """

    decoder_class = Gemma4UnifiedDecoder
    plain_layers = True

    def add_encoders(self, config: Gemma4UnifiedConfig) -> None:
        d, vision, audio = config.text_config.hidden_size, config.vision_config, config.audio_config
        self.embed_vision = self.embed_audio = None
        if vision is not None:
            self.embed_vision = Gemma4UnifiedVisionEmbedder(vision, d)
        if audio is not None:
            size = audio.audio_embed_dim
            self.embed_audio = gemma4.Gemma4MultimodalEmbedder(audio, size, d)

    def get_image_features(self, pixel_values, image_position_ids):
        """`last_hidden_state` [n p d] of squares, and the vectors of each image as
        `pooler_output`; not in a compiled function."""
        return super().get_image_features(pixel_values, image_position_ids)

    def get_video_features(
        self, pixel_values_videos, video_position_ids, *, num_frames_per_video: Any = None
    ):
        """As `get_image_features`, with the vectors of all frames of each video."""
        return super().get_video_features(
            pixel_values_videos, video_position_ids, num_frames_per_video=num_frames_per_video
        )

    def seen(self, pixels, positions, attentions: bool, hidden_states: bool):
        hidden, vectors = self.embedded(pixels, positions)
        d = ops.shape(vectors)[-1]
        real = ops.reshape(ops.all(positions != -1, -1), (-1,))
        vectors = ops.boolean_mask(ops.reshape(vectors, (-1, d)), real)
        return BaseModelOutputWithPooling(last_hidden_state=hidden, pooler_output=vectors)

    def embedded(self, pixels, positions):
        """Squares [n p f] as hidden states and as vectors [n p d]."""
        self.require("vision")
        if positions is None:
            raise InputError(
                "The patches of images came without their positions: pass image_position_ids (of "
                "videos video_position_ids) as the processor returned them."
            )
        return self.embed_vision(pixels, positions)

    def image_vectors(self, pixels, positions):
        _, vectors = self.embedded(pixels, positions)
        return self.of_all(vectors, ops.all(positions != -1, -1))

    def get_audio_features(self, input_features, input_features_mask=None):
        """The vectors [a g d] of frames as `pooler_output`."""
        self.require("audio")
        size, shape = self.config.audio_config.audio_embed_dim, ops.shape(input_features)
        if len(shape) != 3 or shape[-1] != size:
            raise InputError(
                f"input_features have shape {tuple(shape)}, expected [recordings, frames, {size}]."
            )
        mask = input_features_mask
        real = None if mask is None else ops.cast(mask, "int64") != 0
        vectors = self.embed_audio(input_features)
        return ParakeetEncoderModelOutput(pooler_output=vectors, attention_mask=real)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        pixel_values_videos=None,
        input_features=None,
        attention_mask=None,
        input_features_mask=None,
        position_ids=None,
        past_key_values=None,
        mm_token_type_ids=None,
        inputs_embeds=None,
        image_position_ids=None,
        video_position_ids=None,
        *,
        num_frames_per_video: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return super().forward(
            input_ids,
            pixel_values,
            pixel_values_videos,
            input_features,
            attention_mask,
            input_features_mask,
            position_ids,
            past_key_values,
            mm_token_type_ids,
            inputs_embeds,
            image_position_ids,
            video_position_ids,
            num_frames_per_video=num_frames_per_video,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Gemma4UnifiedForConditionalGeneration(
    gemma4.Gemma4ForConditionalGeneration, Gemma4UnifiedPreTrainedModel
):
    base_class = Gemma4UnifiedModel


HEADS = {
    "base": Gemma4UnifiedModel,
    "pretraining": Gemma4UnifiedForConditionalGeneration,
    "causal-lm": Gemma4UnifiedForConditionalGeneration,
    "vision2seq": Gemma4UnifiedForConditionalGeneration,
    "image-text-to-text": Gemma4UnifiedForConditionalGeneration,
    "multimodal-lm": Gemma4UnifiedForConditionalGeneration,
}
