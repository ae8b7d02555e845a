"""Gemma 3n with images and sound: Gemma Team, 2025.

The vectors of images and of recordings among the tokens of Gemma 3n. Ids behind the texts' have
embeddings of the encoders.

b batch, t tokens, n images, c H W their pixels, p vectors of an image, a recordings, f frames of a
spectrogram, m mel bins, u vectors of a recording, q of all, l layers, o size of a layer's own
embedding, d hidden, e hidden of an encoder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.gemma3n import Gemma3nConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    Gemma3nAudioEncoderModelOutput,
    Gemma3nCausalLMOutputWithPast,
    Gemma3nModelOutputWithPast,
)

from .. import nn, ops
from ..blocks import parts
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, token_mask, with_vectors
from ..blocks.logits import capped
from ..blocks.norms import scaled_to_one
from .gemma3n_text import Gemma3nTextPreTrainedModel


class Gemma3nMultimodalEmbedder(nn.Module):
    """Vectors of an encoder, or of ids that it has embeddings of, in the language model's size."""

    def __init__(self, config: Any, size: int):
        super().__init__()
        e, self.eps = config.hidden_size, config.rms_norm_eps
        self.first, self.last = config.vocab_offset, config.vocab_offset + config.vocab_size - 1
        self.embedding = nn.Embedding(config.vocab_size, e)
        self.hard_embedding_norm = nn.RMSNorm(e, eps=self.eps)
        self.soft_embedding_norm = nn.RMSNorm(e, eps=self.eps)
        self.embedding_projection = nn.Linear(e, size, bias=False)

    def of_ids(self, input_ids, chosen):  # [b t] -> [b t d]
        """Embeddings of the chosen ids; of others those of the last."""
        index = ops.where(chosen, input_ids, self.last) - self.first
        return self.projected(self.hard_embedding_norm(self.embedding(index)))

    def projected(self, hidden):  # [... e] -> [... d]
        return scaled_to_one(self.embedding_projection(hidden), eps=self.eps)

    def forward(self, vectors):  # [... e] -> [... d]
        return self.projected(self.soft_embedding_norm(vectors))


class Gemma3nPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Gemma 3n models with images and sound share."""

    config_class = Gemma3nConfig
    base_model_prefix = "model"
    renames = (
        (r"^model\.(?=layers\.|norm\.|embed_tokens|per_layer_|altup_)", "model.language_model."),
        (r"^(?=(language_model|vision_tower|audio_tower|embed_vision|embed_audio)\.)", "model."),
    )
    head_parts = (r"^lm_head\.",)
    ignored_keys = (*Gemma3nTextPreTrainedModel.ignored_keys[:2], r"num_batches_tracked$")
    prefill_inputs = (
        *("pixel_values", "input_features", "input_features_mask", "token_type_ids"),
        "per_layer_inputs",
    )
    token_inputs = ("token_type_ids",)
    ids_without_rows = ("image_token_id", "audio_token_id")

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config, found = self.config, {}
        for name, token, each in (
            ("pixel_values", config.image_token_id, config.vision_soft_tokens_per_image),
            ("input_features", config.audio_token_id, config.audio_soft_tokens_per_image),
        ):
            given = inputs.get(name)
            shape = tuple(getattr(given, "shape", ()))
            if shape and isinstance(count := shape[0], int):
                found[name] = (token, count * each)
        return found


class Gemma3nModel(Gemma3nPreTrainedModel):
    """Gemma 3n with images and sound, without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or a recording, or inputs_embeds
            [b t d].
        pixel_values: [n c H W], of all images.
        input_features, input_features_mask: log-mel spectrograms [a f m] of all recordings, and 1
            for their frames [a f].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        token_type_ids: [b t]; nothing depends on it here.
        per_layer_inputs: [b t l o], beside inputs_embeds; without it the layers get none.
    """

    def __init__(self, config: Gemma3nConfig):
        super().__init__(config)
        d = config.text_config.hidden_size
        self.vision_tower = parts.build(config.vision_config)
        self.language_model = parts.build(config.text_config)
        self.audio_tower = parts.build(config.audio_config)
        self.embed_vision = Gemma3nMultimodalEmbedder(config.vision_config, d)
        self.embed_audio = Gemma3nMultimodalEmbedder(config.audio_config, d)

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def get_image_features(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        """The image encoder's output, with the vectors [n p d] of images as `pooler_output`."""
        output = self.vision_tower(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        images, e, height, width = ops.shape(output.last_hidden_state)
        count = self.config.vision_soft_tokens_per_image
        if isinstance(height * width, int) and height * width != count:
            raise InputError(
                f"An image becomes {height} x {width} vectors, and the config's "
                f"vision_soft_tokens_per_image is {count}."
            )
        hidden = ops.permute(ops.reshape(output.last_hidden_state, (images, e, count)), (0, 2, 1))
        vectors = self.embed_vision(hidden * e**0.5)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def get_audio_features(
        self,
        input_features,
        input_features_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The speech encoder's output, with a vector of each of its frames as `pooler_output`.

        Args:
            input_features: [a f m].
            input_features_mask: [a f], True for padding: the opposite of `forward`'s.
        """
        output = self.audio_tower(
            input_features,
            input_features_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.embed_audio(output.last_hidden_state)
        return Gemma3nAudioEncoderModelOutput.of(output, pooler_output=vectors)

    def audio_vectors(self, features, real):
        """[a f m], [a f] -> [a u d], of each recording as many, with the embedding of the last id
        where there are none."""
        padding = None if real is None else ops.cast(real, "int64") == 0
        output: Any = self.get_audio_features(features, padding, return_dict=True)  # type: ignore
        vectors, count = output.pooler_output, self.config.audio_soft_tokens_per_image
        sounds, frames, d = ops.shape(vectors)
        if isinstance(frames, int) and frames > count:
            raise InputError(
                f"A recording becomes {frames} vectors, and the config's "
                f"audio_soft_tokens_per_image is {count}. Pass shorter recordings."
            )
        last = ops.full((1, 1), self.embed_audio.last, like=vectors, dtype="int64")
        empty = self.embed_audio.of_ids(last, last == last)  # [1 1 d]
        vectors = ops.where(ops.unsqueeze(output.audio_mel_mask, 2), empty, vectors)
        rest = ops.zeros((sounds, count - frames, d), like=vectors) + empty
        return ops.cat([vectors, rest], 1)

    def embed_texts(self, input_ids, inputs_embeds, per_layer_inputs):
        """Embeddings [b t d], those of the layers [b t l o] or None, and where the tokens [b t] of
        images and of sound are."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if input_ids is not None and per_layer_inputs is not None:
            raise InputError("Pass per_layer_inputs with inputs_embeds, not with input_ids.")
        text, config = self.language_model, self.config
        embeddings, own = inputs_embeds, per_layer_inputs
        if input_ids is not None:
            embeddings, own = text.embed(input_ids), text.looked_up(input_ids, None)
            sound = input_ids >= self.embed_audio.first
            image = (input_ids >= self.embed_vision.first) & (input_ids < self.embed_audio.first)
            for chosen, part in ((image, self.embed_vision), (sound, self.embed_audio)):
                found = ops.cast(part.of_ids(input_ids, chosen), ops.dtype(embeddings))
                embeddings = ops.where(ops.unsqueeze(chosen, 2), found, embeddings)
        tokens = (config.image_token_id, config.audio_token_id)
        return embeddings, own, [token_mask(input_ids, embeddings, t, text.embed) for t in tokens]

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        input_features=None,
        attention_mask=None,
        input_features_mask=None,
        position_ids=None,
        past_key_values=None,
        token_type_ids=None,
        inputs_embeds=None,
        per_layer_inputs=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        del token_type_ids
        embeddings, own, chosen = self.embed_texts(input_ids, inputs_embeds, per_layer_inputs)
        images = sounds = None
        if pixel_values is not None:
            images = self.get_image_features(pixel_values, return_dict=True).pooler_output  # type: ignore
        if input_features is not None:
            sounds = self.audio_vectors(input_features, input_features_mask)
        for tokens, vectors in zip(chosen, (images, sounds), strict=True):
            if vectors is not None:
                count, each, d = ops.shape(vectors)
                rows = ops.reshape(vectors, (count * each, d))
                embeddings = with_vectors(embeddings, tokens, rows)
        output = self.language_model(
            inputs_embeds=embeddings,
            per_layer_inputs=own,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return Gemma3nModelOutputWithPast.of(
            output, image_hidden_states=images, audio_hidden_states=sounds
        )


class Gemma3nForConditionalGeneration(CausalLM, Gemma3nPreTrainedModel):
    base_class = Gemma3nModel
    streams_first = True
    output_class = Gemma3nCausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}
    model: Any

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(self.lm_head(hidden), self.config.text_config.final_logit_softcapping)

    def get_image_features(self, pixel_values, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, **options)

    def get_audio_features(self, input_features, input_features_mask=None, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_features, input_features_mask, **options)


HEADS = {
    "base": Gemma3nModel,
    "causal-lm": Gemma3nForConditionalGeneration,
    "vision2seq": Gemma3nForConditionalGeneration,
    "image-text-to-text": Gemma3nForConditionalGeneration,
    "multimodal-lm": Gemma3nForConditionalGeneration,
}
