"""VibeVoice ASR: Peng et al., 2026, arXiv:2601.18184.

Two encoders of VibeVoice's tokenizers, of sound and of what is said, whose projected latents are
added and put at the tokens of a recording; the language model writes who says what, and when.

b batch, t tokens, n recordings, s samples, c channels, p latents of a recording, l size of a
latent, d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.vibevoice_asr import VibeVoiceAsrConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    AudioFlamingo3CausalLMOutputWithPast,
    BaseModelOutputWithPooling,
    VoxtralModelOutputWithPast,
)

from .. import nn, ops
from ..blocks import parts
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, token_mask, with_vectors
from .audioflamingo3 import all_real
from .qwen2_audio import with_recordings
from .vibevoice_acoustic_tokenizer import (
    VibeVoiceAcousticTokenizerEncoderModel,
    latents_of,
    noisy,
    tokens_for,
)

EPS = 1e-6


class VibeVoiceAsrMultiModalProjector(nn.Module):
    """Of either kind of latents, and their sum."""

    def __init__(self, config: VibeVoiceAsrConfig):
        super().__init__()
        d = config.text_config.hidden_size
        self.acoustic_linear_1 = nn.Linear(config.acoustic_tokenizer_encoder_config.hidden_size, d)
        self.acoustic_norm = nn.RMSNorm(d, eps=EPS)
        self.acoustic_linear_2 = nn.Linear(d, d)
        self.semantic_linear_1 = nn.Linear(config.semantic_tokenizer_encoder_config.hidden_size, d)
        self.semantic_norm = nn.RMSNorm(d, eps=EPS)
        self.semantic_linear_2 = nn.Linear(d, d)

    def forward(self, acoustic, semantic):  # [n p l], [n p l] -> [n p d]
        acoustic = self.acoustic_linear_2(self.acoustic_norm(self.acoustic_linear_1(acoustic)))
        semantic = self.semantic_linear_2(self.semantic_norm(self.semantic_linear_1(semantic)))
        return acoustic + semantic


class VibeVoiceAsrPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all VibeVoice ASR models share."""

    config_class = VibeVoiceAsrConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("input_values", "padding_mask")
    renames = (  # as published
        (r"^language_model\.lm_head\.", "lm_head."),
        (r"^language_model\.model\.", "model.language_model."),
        (
            r"^(language_model|multi_modal_projector|(?:acoustic|semantic)_tokenizer_encoder)\.",
            r"model.\1.",
        ),
    )

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        hop = self.config.acoustic_tokenizer_encoder_config.hop_length
        return tokens_for(inputs, hop, self.config.audio_token_id)


class VibeVoiceAsrModel(VibeVoiceAsrPreTrainedModel):
    """VibeVoice ASR without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each latent of a recording, or inputs_embeds [b t d].
        input_values: [n c s], the waveforms of all recordings, with padding_mask [n s], 1 for
            samples and 0 for padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        sample: add noise to the acoustic latents, by the framework's seed.

    Returns:
        VoxtralModelOutputWithPast: last_hidden_state [b t d], the cache, audio_hidden_states
        [p d] of all recordings (without a padding_mask [n p d]; with one, not in a compiled
        function), and on request hidden_states and attentions.
    """

    def __init__(self, config: VibeVoiceAsrConfig):
        super().__init__(config)
        encoder: Any = VibeVoiceAcousticTokenizerEncoderModel
        self.acoustic_tokenizer_encoder = encoder(config.acoustic_tokenizer_encoder_config)
        self.semantic_tokenizer_encoder = encoder(config.semantic_tokenizer_encoder_config)
        self.multi_modal_projector = VibeVoiceAsrMultiModalProjector(config)
        self.language_model = parts.build(config.text_config)
        self.random = nn.Random()

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def encoded(self, encoder, waveforms):  # [n c s] -> [n p l]
        """Latents, of chunks of a long recording in turn."""
        samples, chunk = ops.shape(waveforms)[2], self.config.acoustic_tokenizer_chunk_size
        if not isinstance(samples, int) or samples <= chunk:
            return encoder(waveforms, return_dict=True).latents
        cache, found, hop = None, [], self.config.acoustic_tokenizer_encoder_config.hop_length
        for start in range(0, samples // hop * hop, chunk):
            part = waveforms[..., start : min(start + chunk, samples // hop * hop)]
            output = encoder(part, cache, use_cache=True, return_dict=True)
            cache = output.padding_cache
            found.append(output.latents)
        return ops.cat(found, 1)

    def sound(self, input_values, sample: bool):
        """The acoustic latents [n p l], and the vectors [n p d]. No gradient reaches encoders."""
        acoustic = ops.detach(self.encoded(self.acoustic_tokenizer_encoder, input_values))
        semantic = ops.detach(self.encoded(self.semantic_tokenizer_encoder, input_values))
        if sample:
            std = self.config.acoustic_tokenizer_encoder_config.vae_std
            acoustic = noisy(acoustic, std, self.random)
        return acoustic, self.multi_modal_projector(acoustic, semantic)

    def counts(self, padding_mask, most):
        """How many vectors [n] recordings have, by a mask [n s]."""
        hop = self.config.acoustic_tokenizer_encoder_config.hop_length
        return latents_of(padding_mask, hop, most)

    def get_audio_features(self, input_values, padding_mask=None, *, sample: bool = True):
        """The acoustic latents [n p l], and the vectors [p d] of all recordings as
        `pooler_output`; without a mask [n p d]."""
        latents, vectors = self.sound(input_values, sample)
        if padding_mask is not None:
            vectors = all_real(vectors, self.counts(padding_mask, ops.shape(vectors)[1]))
        return BaseModelOutputWithPooling(last_hidden_state=latents, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        input_values=None,
        padding_mask=None,
        position_ids=None,
        *,
        sample: bool = True,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embed = self.language_model.embed
        embeddings = embed(input_ids) if inputs_embeds is None else inputs_embeds
        vectors = None
        if input_values is not None:
            if input_ids is None:
                raise InputError("input_values need input_ids: pass no inputs_embeds.")
            _, vectors = self.sound(input_values, sample)
            chosen = token_mask(input_ids, embeddings, self.config.audio_token_id, embed)
            count, most, size = ops.shape(vectors)
            if padding_mask is None:
                rows = ops.reshape(vectors, (count * most, size))
                embeddings = with_vectors(embeddings, chosen, rows)
            else:
                counts = self.counts(padding_mask, most)
                embeddings = with_recordings(embeddings, chosen, vectors, counts)
                vectors = all_real(vectors, counts)
        output = self.language_model(
            inputs_embeds=embeddings,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return VoxtralModelOutputWithPast.of(output, audio_hidden_states=vectors)


class VibeVoiceAsrForConditionalGeneration(CausalLM, VibeVoiceAsrPreTrainedModel):
    """The next token of texts with recordings; see `CausalLM`."""

    base_class = VibeVoiceAsrModel
    output_class = AudioFlamingo3CausalLMOutputWithPast
    model: Any

    def get_audio_features(self, input_values, padding_mask=None, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_values, padding_mask, **options)


HEADS: dict[str, Any] = {
    "base": VibeVoiceAsrModel,
    "pretraining": VibeVoiceAsrForConditionalGeneration,
    "seq2seq-lm": VibeVoiceAsrForConditionalGeneration,
    "speech-seq2seq": VibeVoiceAsrForConditionalGeneration,
    "multimodal-lm": VibeVoiceAsrForConditionalGeneration,
}
