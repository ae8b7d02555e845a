"""Gemma 4 with images, videos and sound: Gemma Team, 2026.

The vectors of images, of the frames of videos and of sound among the tokens of Gemma 4; in some
models the tokens of one image attend to each other both ways, where layers have windows.

b batch, t tokens, n images or frames, p patches of an image, f numbers of a patch, q vectors of an
image, m vectors of all, a recordings, g frames of a spectrogram, k mel bins, d hidden, l layers,
o size of a layer's own embedding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.configs.gemma4 import Gemma4Config
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    Gemma4CausalLMOutputWithPast,
    Gemma4ModelOutputWithPast,
    MoeModelOutputWithPast,
    ParakeetEncoderModelOutput,
)
from auto_core.pretrained.static import concrete, static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention_masks import image_blocks
from ..blocks.block_decoder import BlockDecoder, MaskAndBlocks
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import (
    ImageTokenChecks,
    chosen_rows,
    first_rows,
    token_mask,
    with_vectors,
)
from ..blocks.logits import capped
from ..blocks.norms import scaled_to_one
from .gemma4_audio import Gemma4AudioModel
from .gemma4_text import Gemma4TextModel
from .gemma4_vision import Gemma4VisionModel

IMAGE, VIDEO = 1, 2  # kinds of tokens, as the processor numbers them


class Gemma4MultimodalEmbedder(nn.Module):
    """Vectors of an encoder, normalised and projected to the language model's size."""

    def __init__(self, config: Any, size: int, outputs: int):
        super().__init__()
        self.eps = config.rms_norm_eps
        self.embedding_projection = nn.Linear(size, outputs, bias=False)

    def forward(self, vectors):  # [... d] -> [... d]
        return self.embedding_projection(scaled_to_one(vectors, eps=self.eps))


class Gemma4Decoder(BlockDecoder, Gemma4TextModel):
    """Gemma 4's decoder that is told which tokens are of one image."""

    def causal_mask(self, attention_mask, past, hidden, **options: Any):
        if isinstance(attention_mask, MaskAndBlocks) and options["window"] is None:
            attention_mask = attention_mask.mask  # full attention is causal
        return super().causal_mask(attention_mask, past, hidden, **options)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        per_layer_inputs=None,
        block_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
            router_logits=output_router_logits,
        )
        if block_ids is not None:
            attention_mask = MaskAndBlocks(attention_mask, block_ids)
        inputs = (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds)
        output = self.run_with(recorder, inputs, per_layer_inputs)
        return MoeModelOutputWithPast.of(output, router_logits=recorder.router_logits)


class Gemma4PreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Gemma 4 models with images share."""

    config_class = Gemma4Config
    base_model_prefix = "model"
    renames = (
        (r"^model\.(?=layers\.|norm\.|embed_tokens|per_layer_)", "model.language_model."),
        (r"^(?=(language_model|vision_tower|audio_tower|embed_vision|embed_audio)\.)", "model."),
    )
    head_parts = (r"^lm_head\.",)
    ignored_keys = Gemma4TextModel.ignored_keys[:2]
    static_inputs = ("num_frames_per_video",)
    prefill_inputs = (
        *("pixel_values", "pixel_values_videos", "input_features", "input_features_mask"),
        *("image_position_ids", "video_position_ids", "mm_token_type_ids", "per_layer_inputs"),
    )

    token_inputs = ("mm_token_type_ids",)
    ids_without_rows = ("image_token_id", "video_token_id", "audio_token_id")
    frames_each = 4  # of a recording, of which there is one vector

    def patches_each(self) -> int:
        """Of how many patches of an image there is one vector."""
        return self.config.vision_config.pooling_kernel_size**2

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config, found = self.config, {}
        for pixels, positions, token in (
            ("pixel_values", "image_position_ids", config.image_token_id),
            ("pixel_values_videos", "video_position_ids", config.video_token_id),
        ):
            known = None if inputs.get(pixels) is None else concrete(inputs.get(positions))
            if config.vision_config is not None and known is not None and known.ndim == 3:
                count = (known != -1).all(-1).sum(1) // self.patches_each()
                found[pixels] = (token, int(count.sum()))
        mask = inputs.get("input_features_mask")
        known = None if inputs.get("input_features") is None else concrete(mask)
        if config.audio_config is not None and known is not None and known.ndim == 2:
            count = int((known[:, :: self.frames_each] != 0).sum())
            found["input_features"] = (config.audio_token_id, count)
        return found


class Gemma4Model(Gemma4PreTrainedModel):
    """Gemma 4 with images, videos and sound, without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, a video or a recording, or
            inputs_embeds [b t d].
        pixel_values, pixel_values_videos: patches [n p f] of all images, and of the frames of all
            videos.
        input_features, input_features_mask: log-mel spectrograms [a g k] of all recordings, and 1
            for their frames [a g].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        mm_token_type_ids: [b t], 1 at the tokens of images and 2 at those of videos, which in some
            models attend both ways.
        image_position_ids, video_position_ids: [n p 2], the column and the row of each patch; -1 of
            padding.
        per_layer_inputs: [b t l o], beside inputs_embeds; by default looked up.
        num_frames_per_video: how many frames each video has; nothing depends on it here.
    """

    decoder_class: Any = Gemma4Decoder
    plain_layers = False  # whether layers have neither embeddings of their own nor experts

    def __init__(self, config: Gemma4Config):
        super().__init__(config)
        self.language_model = self.decoder_class(config.text_config)
        self.add_encoders(config)

    def add_encoders(self, config: Gemma4Config) -> None:
        """Make what images and sound become vectors by."""
        d, vision, audio = config.text_config.hidden_size, config.vision_config, config.audio_config
        self.vision_tower = self.embed_vision = self.audio_tower = self.embed_audio = None
        if vision is not None:
            self.vision_tower = Gemma4VisionModel(vision)
            self.embed_vision = Gemma4MultimodalEmbedder(vision, vision.hidden_size, d)
        if audio is not None:
            self.audio_tower = Gemma4AudioModel(audio)
            self.embed_audio = Gemma4MultimodalEmbedder(audio, audio.output_proj_dims, d)

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    # --- images and sound --------------------------------------------------------------------

    def get_image_features(
        self,
        pixel_values,
        image_position_ids,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, and the vectors of each image as `pooler_output`; not in a
        compiled function."""
        output = self.seen(
            pixel_values, image_position_ids, output_attentions, output_hidden_states
        )
        output.pooler_output = tuple(
            ops.split(output.pooler_output, self.counts(image_position_ids).tolist(), 0)
        )
        return output

    def get_video_features(
        self,
        pixel_values_videos,
        video_position_ids,
        *,
        num_frames_per_video: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """As `get_image_features`, with the vectors of all frames of each video."""
        frames = static_rows("num_frames_per_video", num_frames_per_video)
        if frames is None:
            raise InputError(
                "The frames of all videos lie one after the other: pass num_frames_per_video as "
                "the processor returned it."
            )
        output = self.seen(
            pixel_values_videos, video_position_ids, output_attentions, output_hidden_states
        )
        ends = np.cumsum(frames)[:-1]
        counts = [int(some.sum()) for some in np.split(self.counts(video_position_ids), ends)]
        output.pooler_output = tuple(ops.split(output.pooler_output, counts, 0))
        return output

    def seen(self, pixels, positions, attentions: bool, hidden_states: bool):
        """The image encoder's output, and the vectors [m d] of all images."""
        self.require("vision")
        output = self.vision_tower(
            pixels,
            positions,
            output_attentions=attentions,
            output_hidden_states=hidden_states,
            return_dict=True,
        )
        vectors = self.embed_vision(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def counts(self, positions) -> np.ndarray:
        """How many vectors each image has [n]."""
        known = np.asarray(static_rows("image_position_ids", positions))
        return (known != -1).all(-1).sum(1) // self.patches_each()

    def get_audio_features(
        self,
        input_features,
        input_features_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The speech encoder's output, with a vector of each of its frames as `pooler_output`."""
        self.require("audio")
        output = self.audio_tower(
            input_features,
            input_features_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.embed_audio(output.last_hidden_state)
        return ParakeetEncoderModelOutput.of(output, pooler_output=vectors)

    def require(self, part: str) -> None:
        """Raise an error if there is no encoder for an input."""
        if getattr(self.config, f"{part}_config") is None:
            inputs = "Images were" if part == "vision" else "Sound was"
            raise InputError(
                f"{inputs} passed, but the model has no encoder: its config has no {part}_config."
            )

    def image_vectors(self, pixels, positions):
        """Vectors [n*q d] of images [n p f], those that there are first, and which there are."""
        self.require("vision")
        if positions is None:
            raise InputError(
                "The patches of images came without their positions: pass image_position_ids (of "
                "videos video_position_ids) as the processor returned them."
            )
        vectors, real = self.vision_tower.encode(pixels, positions, Recorder(cache=False))
        return self.of_all(self.embed_vision(vectors), real)

    def audio_vectors(self, features, mask):
        """As `image_vectors`, of recordings."""
        output: Any = self.get_audio_features(features, mask, return_dict=True)  # type: ignore
        vectors, real = output.pooler_output, output.attention_mask
        if real is None:
            real = ops.ones(ops.shape(vectors)[:2], like=vectors) == 1
        return self.of_all(vectors, real)

    def of_all(self, vectors, real):
        """[n q d], [n q] -> [n*q d], [n*q]"""
        images, count, d = ops.shape(vectors)
        real = ops.reshape(real, (images * count,))
        return first_rows(ops.reshape(vectors, (images * count, d)), real)

    # --- both --------------------------------------------------------------------------------

    def embed_texts(self, input_ids, inputs_embeds, per_layer_inputs):
        """Embeddings [b t d] of texts, those of their layers [b t l o] or None, and where the
        tokens [b t] of images, videos and sound are. Those are padding, until they are vectors."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if input_ids is not None and per_layer_inputs is not None:
            raise InputError("Pass per_layer_inputs with inputs_embeds, not with input_ids.")
        text, config = self.language_model, self.config
        tokens = (config.image_token_id, config.video_token_id, config.audio_token_id)
        chosen = [token_mask(input_ids, inputs_embeds, token, text.embed) for token in tokens]
        either, pad = chosen[0] | chosen[1] | chosen[2], config.text_config.pad_token_id or 0
        embeddings, own = inputs_embeds, per_layer_inputs
        if input_ids is not None:
            input_ids = ops.where(either, pad, input_ids)
            embeddings = text.embed(input_ids)
        if config.text_config.hidden_size_per_layer_input and own is None:
            ids = text.ids_of(embeddings) if input_ids is None else input_ids
            own = text.own_embeddings(ops.where(either, pad, ids))
        return embeddings, own, chosen

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
        per_layer_inputs=None,
        *,
        num_frames_per_video: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool = False,
    ):
        del num_frames_per_video
        embeddings, own, chosen = self.embed_texts(input_ids, inputs_embeds, per_layer_inputs)
        vectors: list[Any] = [None, None, None]
        if pixel_values is not None:
            vectors[0] = self.image_vectors(pixel_values, image_position_ids)
        if pixel_values_videos is not None:
            vectors[1] = self.image_vectors(pixel_values_videos, video_position_ids)
        if input_features is not None:
            vectors[2] = self.audio_vectors(input_features, input_features_mask)
        for tokens, pair in zip(chosen, vectors, strict=True):
            if pair is not None:
                embeddings = with_vectors(embeddings, tokens, pair[0])
        block_ids = None
        both_ways = self.config.text_config.use_bidirectional_attention == "vision"
        if both_ways and mm_token_type_ids is not None:
            of_images = (mm_token_type_ids == IMAGE) | (mm_token_type_ids == VIDEO)
            block_ids = image_blocks(of_images)
        more = dict(per_layer_inputs=own, output_router_logits=output_router_logits)
        output = self.language_model(
            inputs_embeds=embeddings,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            block_ids=block_ids,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
            **({} if self.plain_layers else more),
        )
        return Gemma4ModelOutputWithPast.of(
            output,
            image_hidden_states=None if vectors[0] is None else chosen_rows(*vectors[0]),
            audio_hidden_states=None if vectors[2] is None else chosen_rows(*vectors[2]),
        )


class Gemma4ForConditionalGeneration(CausalLM, Gemma4PreTrainedModel):
    base_class = Gemma4Model
    output_class = Gemma4CausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}
    model: Any

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(self.lm_head(hidden), self.config.text_config.final_logit_softcapping)

    def get_image_features(self, pixel_values, image_position_ids, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, image_position_ids, **options)

    def get_video_features(self, pixel_values_videos, video_position_ids, **options: Any):
        """See the base model."""
        return self.model.get_video_features(pixel_values_videos, video_position_ids, **options)

    def get_audio_features(self, input_features, input_features_mask=None, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_features, input_features_mask, **options)


HEADS = {
    "base": Gemma4Model,
    "pretraining": Gemma4ForConditionalGeneration,
    "causal-lm": Gemma4ForConditionalGeneration,
    "vision2seq": Gemma4ForConditionalGeneration,
    "image-text-to-text": Gemma4ForConditionalGeneration,
    "multimodal-lm": Gemma4ForConditionalGeneration,
}
