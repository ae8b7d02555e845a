"""MusicGen Melody: Copet et al., 2023, arXiv:2306.05284.

A decoder of the codes of a codec which reads, before them, the chroma of a melody and an encoded
text.

b batch, k tokens of the text, m frames of the melody, p positions before the codes, q codebooks, t
steps, d hidden, v codes, n samples, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.musicgen_melody import MusicgenMelodyConfig, MusicgenMelodyDecoderConfig
from auto_core.errors import InputError
from auto_core.outputs import MusicgenMelodyOutputWithPast
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from .musicgen import (
    MusicgenDecoder,
    MusicgenDecoderLayer,
    MusicgenForCausalLM,
    MusicgenModel,
    MusicgenOfParts,
    MusicgenPreTrainedModel,
    shifted,
)


class MusicgenMelodyDecoderLayer(MusicgenDecoderLayer):
    attends_to_text = False


class MusicgenMelodyDecoder(MusicgenDecoder):
    """Reads what conditions it as positions before the codes."""

    layer_class = MusicgenMelodyDecoderLayer

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        hidden = self.embedded(input_ids, inputs_embeds)
        if encoder_hidden_states is not None:
            masks = encoder_attention_mask, attention_mask
            parts = encoder_hidden_states, hidden
            if any(one is not None for one in masks):
                attention_mask = ops.cat(
                    [
                        ops.ones(ops.shape(part)[:2], like=part, dtype="int64")
                        if one is None
                        else ops.cast(one, "int64")
                        for one, part in zip(masks, parts, strict=True)
                    ],
                    1,
                )
            hidden = ops.cat(list(parts), 1)
        start = kv_cache.filled(past_key_values)
        index = start + ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        return self.decoded(recorder, hidden, index, attention_mask, past_key_values)


class MusicgenMelodyPreTrainedModel(MusicgenPreTrainedModel):
    """What all MusicGen Melody models share."""

    config_class = MusicgenMelodyDecoderConfig
    decoder_class = MusicgenMelodyDecoder
    reads_before_codes = True
    head_parts = (r"^lm_heads\.", r"^(text_encoder|audio_encoder|(audio_)?enc_to_dec_proj)\.")


class MusicgenMelodyModel(MusicgenModel, MusicgenMelodyPreTrainedModel):
    """MusicGen Melody's decoder without a head.

    Args of `forward`:
        input_ids: [b*q t], the codes of each codebook; or inputs_embeds [b t d].
        attention_mask: [b t]; with a cache, of all positions, of those before the codes too.
        encoder_hidden_states: [b p d], read before the codes; encoder_attention_mask [b p].
        past_key_values: a KeyValueCache from an earlier call, after which nothing is before.
    """


class MusicgenMelodyForCausalLM(MusicgenForCausalLM, MusicgenMelodyPreTrainedModel):
    """The next code of each codebook, logits [b*q p+t v]. labels [b t q], -100 or padding where
    they do not count; without input_ids, the decoder reads them shifted by one."""

    base_class = MusicgenMelodyModel


class MusicgenMelodyForConditionalGeneration(MusicgenOfParts):
    """Codes of music after a melody and a text, and `generate`, which makes a waveform of them.

    Args of `forward`:
        input_ids: [b k], the text; with attention_mask [b k]; or inputs_embeds.
        input_features: [b m f], the chroma of a melody, repeated or cut to `chroma_length`; without
            one, frames that are the first of the chroma alone.
        encoder_hidden_states: [b p d], both as the decoder reads them, instead.
        decoder_input_ids: [b*q t], the codes; or decoder_inputs_embeds [b t d], or labels
            [b t q] shifted by one; decoder_attention_mask [b t].
        past_key_values: a KeyValueCache from an earlier call, after which nothing is before.
        labels: [b t q], -100 or padding where they do not count.

    Returns:
        MusicgenMelodyOutputWithPast: logits [b*q p+t v], the cache, encoder_hidden_states [b p d],
        and on request hidden states and attentions of the decoder.
    """

    config_class = MusicgenMelodyConfig
    causal_class = MusicgenMelodyForCausalLM
    reads_before_codes = True

    def __init__(self, config: MusicgenMelodyConfig):
        super().__init__(config)
        sizes = config.num_chroma, config.decoder.hidden_size
        self.audio_enc_to_dec_proj = nn.Linear(*sizes) if config.projects_chroma else None

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        input_features=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        past_key_values=None,
        encoder_hidden_states=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if encoder_hidden_states is None:
            text = None
            if input_ids is not None or inputs_embeds is not None:
                text = self.text_states(input_ids, attention_mask, inputs_embeds)
            encoder_hidden_states = self.conditions(text, input_features, attention_mask)
        config = self.config.decoder
        if labels is not None and decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = shifted(labels, config.bos_token_id, config.pad_token_id)
        if decoder_input_ids is None and decoder_inputs_embeds is None:
            raise InputError("Pass decoder_input_ids, decoder_inputs_embeds or labels.")
        output = self.decoder(
            input_ids=decoder_input_ids,
            attention_mask=decoder_attention_mask,
            encoder_hidden_states=encoder_hidden_states,
            inputs_embeds=decoder_inputs_embeds,
            past_key_values=past_key_values,
            labels=labels,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return MusicgenMelodyOutputWithPast.of(output, encoder_hidden_states=encoder_hidden_states)

    def text_states(self, input_ids, attention_mask=None, inputs_embeds=None):
        """The encoded text [b k d]."""
        output = self.text_encoder(
            input_ids=input_ids,
            attention_mask=attention_mask,
            inputs_embeds=inputs_embeds,
            return_dict=True,
        )
        hidden = output.last_hidden_state
        return hidden if self.enc_to_dec_proj is None else self.enc_to_dec_proj(hidden)

    def conditions(self, text, input_features=None, attention_mask=None):
        """What the decoder reads before the codes [b p d], or None: the melody, then the text
        [b k d], whose padding is zeros."""
        if text is not None and attention_mask is not None:
            text = text * ops.cast(ops.unsqueeze(attention_mask, 2), ops.dtype(text))
        if text is not None and input_features is None:
            input_features = self.no_melody(ops.shape(text)[0], 1, text)
        if input_features is None:
            return text
        melody = input_features
        if self.audio_enc_to_dec_proj is not None:
            melody = self.audio_enc_to_dec_proj(melody)
        frame = ops.arange(0, self.config.chroma_length, like=melody, dtype="int64")
        melody = ops.take(melody, frame % ops.shape(melody)[1], 1)
        return melody if text is None else ops.cat([melody, text], 1)

    def no_melody(self, batch, frames, like):
        """[b m f], frames of the first of the chroma."""
        ones = ops.ones((batch, frames, 1), like=like)
        zeros = ops.zeros((batch, frames, self.config.num_chroma - 1), like=like)
        return ops.cat([ones, zeros], 2)

    def conditions_to_generate(self, input_ids, attention_mask, inputs_embeds, melody, *, guided):
        """What the first step reads before the codes, and if `guided` after it in the batch the
        same without a text and a melody."""
        text = self.text_states(input_ids, attention_mask, inputs_embeds)
        batch = ops.shape(text)[0]
        if melody is None:
            melody = self.no_melody(batch, 1, text)
        if guided:
            text = ops.cat([text, ops.zeros(ops.shape(text), like=text)], 0)
            attention_mask = ops.cat([attention_mask, attention_mask * 0], 0)
            melody = ops.cat([melody, self.no_melody(batch, ops.shape(melody)[1], text)], 0)
        return self.conditions(text, melody, attention_mask)


HEADS: dict[str, Any] = {
    "base": MusicgenMelodyModel,
    "causal-lm": MusicgenMelodyForCausalLM,
    "text-to-waveform": MusicgenMelodyForConditionalGeneration,
}
