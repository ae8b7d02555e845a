"""MusicGen: Copet et al., 2023, arXiv:2306.05284.

A decoder of the codes of a codec, each codebook one step behind the one before it, which attends
to an encoded text.

b batch, k tokens of the text, q codebooks, t steps, d hidden, v codes, n samples, c channels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.checkpoints.weight_norm import ReadsFusedWeights
from auto_core.configs.musicgen import MusicgenConfig, MusicgenDecoderConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutput,
    CausalLMOutputWithCrossAttentions,
    MusicgenUnconditionalInput,
    Seq2SeqLMOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded, split_heads
from ..blocks.heads import Head
from ..blocks.layer_drop import LayerDrop
from ..blocks.losses import IGNORED, token_loss
from ..blocks.parts import build
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq import encoded

EPS = 1e-5


class MusicgenAttention(nn.Module):
    def __init__(self, config: MusicgenDecoderConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)
        self.q_proj = nn.Linear(d, d, bias=False)
        self.out_proj = nn.Linear(d, d, bias=False)
        self.dropout = nn.Dropout(config.attention_dropout)

    def project(self, hidden):  # [b k d] -> two of [b k h s]
        projected = self.k_proj(hidden), self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        query = split_heads(self.q_proj(hidden), self.head_size)
        key, value = attend.project(self.project, hidden if source is None else source)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class MusicgenDecoderLayer(nn.Block):
    attends_to_text = True

    def __init__(self, config: MusicgenDecoderConfig):
        super().__init__()
        d = config.hidden_size
        self.self_attn = MusicgenAttention(config)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        if self.attends_to_text:
            self.encoder_attn = MusicgenAttention(config)
            self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.fc1 = nn.Linear(d, config.ffn_dim, bias=False)
        self.fc2 = nn.Linear(config.ffn_dim, d, bias=False)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, attend, encoder_hidden_states=None, cross_attend=None):
        """[b t d], [b k d] -> [b t d]"""
        normed = self.self_attn_layer_norm(hidden)
        hidden = hidden + self.dropout(self.self_attn(normed, attend))
        if encoder_hidden_states is not None:
            normed = self.encoder_attn_layer_norm(hidden)
            output = self.encoder_attn(normed, cross_attend, encoder_hidden_states)
            hidden = hidden + self.dropout(output)
        inner = self.activation(self.fc1(self.final_layer_norm(hidden)))
        return hidden + self.dropout(self.fc2(self.activation_dropout(inner)))


class MusicgenDecoder(nn.Module):
    layer_class = MusicgenDecoderLayer

    def __init__(self, config: MusicgenDecoderConfig):
        super().__init__()
        self.size, self.codebooks = config.hidden_size, config.num_codebooks
        self.embed_tokens = nn.ModuleList(
            nn.Embedding(config.vocab_size + 1, self.size) for _ in range(self.codebooks)
        )
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(self.layer_class(config) for _ in layers)
        self.layer_norm = nn.LayerNorm(self.size, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.layerdrop = LayerDrop(config.layerdrop)

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
        past = past_key_values
        start = kv_cache.filled(past)
        hidden = self.embedded(input_ids, inputs_embeds)
        # Upstream gives all of the vectors of a caller the first position.
        count = 1 if inputs_embeds is not None else ops.shape(hidden)[1]
        index = start + ops.arange(0, count, like=hidden, dtype="int64")
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        context = encoder_hidden_states, attention_masks.boolean_mask(encoder_attention_mask)
        return self.decoded(recorder, hidden, index, attention_mask, past, *context)

    def embedded(self, input_ids, inputs_embeds):  # [b*q t] or [b t d] -> [b t d]
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of the codes and their embeddings.")
        if inputs_embeds is not None:
            return inputs_embeds
        codes = ops.reshape(input_ids, (-1, self.codebooks, ops.shape(input_ids)[-1]))
        parts = [embed(codes[:, i]) for i, embed in enumerate(self.embed_tokens)]
        return sum(parts[1:], parts[0])

    def decoded(
        self, recorder, hidden, index, attention_mask, past, context=None, context_mask=None
    ):
        """What the layers make of embeddings [b t d] at positions [t] (or [1]); `context` [b k d]
        is attended to."""
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        hidden = self.dropout(hidden + self.positions(index, hidden))
        for layer_index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            attend = Attention(recorder, mask, causal=causal, past=past, layer=layer_index)
            cross_attend = CrossAttention(recorder, context_mask, past=past, layer=layer_index)
            output = layer(hidden, attend, context, cross_attend)
            hidden = self.layerdrop(output, hidden)
        hidden = self.layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)

    def positions(self, index, like):  # [t] -> [t d], cosines, then sines
        table, half = sinusoids(index, self.size, interleaved=False, like=like), self.size // 2
        return ops.cat([table[:, half : 2 * half], table[:, :half], table[:, 2 * half :]], -1)


class MusicgenPreTrainedModel(nn.PreTrainedModel):
    """What all MusicGen models share."""

    config_class = MusicgenDecoderConfig
    base_model_prefix = "model"
    renames = ((r"^decoder\.(model|lm_heads)\.", r"\1."),)  # of a whole model's file
    ignored_keys = (r"embed_positions\.weights$",)
    rows_of_codebooks = True
    reads_before_codes = False  # whether what conditions them are positions before the codes
    decoder_class = MusicgenDecoder
    head_parts = (r"^lm_heads\.", r"^(text_encoder|audio_encoder|enc_to_dec_proj)\.")


class MusicgenModel(MusicgenPreTrainedModel):
    """MusicGen's decoder without a head.

    Args of `forward`:
        input_ids: [b*q t], the codes of each codebook; or inputs_embeds [b t d].
        attention_mask: [b t], of the cached steps too.
        encoder_hidden_states: [b k d], attended to if they are given; encoder_attention_mask
            [b k].
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
    """

    def __init__(self, config: MusicgenDecoderConfig):
        super().__init__(config)
        self.decoder = self.decoder_class(config)

    def get_input_embeddings(self):
        return None  # there is a table of each codebook

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.decoder(
            input_ids,
            attention_mask,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            inputs_embeds,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class MusicgenForCausalLM(Head, MusicgenPreTrainedModel):
    """The next code of each codebook, logits [b*q t v]. labels [b t q], -100 or padding where they
    do not count; without input_ids, the decoder reads them shifted by one."""

    base_class = MusicgenModel
    generates_codes = True

    def add_head(self, config: MusicgenDecoderConfig) -> None:
        self.lm_heads = nn.ModuleList(
            nn.Linear(config.hidden_size, config.vocab_size, bias=False)
            for _ in range(config.num_codebooks)
        )

    def forward(self, input_ids=None, inputs_embeds=None, labels=None, **inputs: Any):
        if labels is not None and input_ids is None and inputs_embeds is None:
            input_ids = shifted(labels, self.config.bos_token_id, self.config.pad_token_id)
        output = self.encode(input_ids=input_ids, inputs_embeds=inputs_embeds, **inputs)
        scores = [head(output.last_hidden_state) for head in self.lm_heads]
        loss = None
        if labels is not None:
            counted = ops.where(labels == self.config.pad_token_id, IGNORED, labels)
            steps = ops.shape(labels)[1]
            losses = [
                token_loss(part[:, ops.shape(part)[1] - steps :], counted[..., i])
                for i, part in enumerate(scores)
            ]
            loss = sum(losses[1:], losses[0]) / len(losses)
        logits = ops.stack(scores, 1)
        logits = ops.reshape(logits, (-1, *ops.shape(logits)[2:]))
        return CausalLMOutputWithCrossAttentions.of(output, loss=loss, logits=logits)


def shifted(labels, start: int | None, pad: int | None):
    """Codes [b*q t] that a decoder reads to predict labels [b t q]."""
    if start is None or pad is None:
        raise InputError("Labels need bos_token_id (or decoder_start_token_id) and pad_token_id.")
    batch, steps, codebooks = ops.shape(labels)
    codes = ops.permute(ops.where(labels == IGNORED, pad, labels), (0, 2, 1))
    first = ops.zeros((batch, codebooks, 1), like=codes) + start
    return ops.reshape(ops.cat([first, codes[..., :-1]], 2), (batch * codebooks, steps))


class MusicgenOfParts(ReadsFusedWeights, MusicgenPreTrainedModel):
    """A text encoder, a codec, and a decoder of its codes."""

    config_class = MusicgenConfig
    causal_class: type[MusicgenForCausalLM] = MusicgenForCausalLM
    base_model_prefix = "encoder_decoder"
    renames = ()
    head_parts = ()
    parts = ("text_encoder", "audio_encoder", "decoder")
    generates_codes = True

    def __init__(self, config: MusicgenConfig):
        super().__init__(config)
        self.text_encoder = build(config.text_encoder, "text-encoding")
        self.audio_encoder = build(config.audio_encoder)
        self.decoder = self.causal_class(config.decoder)
        sizes = config.text_encoder.hidden_size, config.decoder.hidden_size
        self.enc_to_dec_proj = nn.Linear(*sizes) if config.projects else None

    def get_input_embeddings(self):
        return self.text_encoder.get_input_embeddings()

    def get_encoder(self):
        """The text encoder: what `encoder_outputs` takes comes out of it."""
        return self.text_encoder

    def get_decoder(self):
        return self.decoder

    def freeze_audio_encoder(self) -> None:
        """Leave the codec as it is in training."""
        self._freeze(self.audio_encoder)

    def freeze_text_encoder(self) -> None:
        """Leave the text encoder as it is in training."""
        self._freeze(self.text_encoder)

    def waveform(self, codes):  # [b q t] -> [b c n]
        channels = self.config.decoder.audio_channels
        parts = [
            self.audio_encoder.decode(
                ops.unsqueeze(codes[:, side::channels], 0), return_dict=True
            ).audio_values
            for side in range(channels)
        ]
        return ops.cat(parts, 1)


class MusicgenForConditionalGeneration(MusicgenOfParts):
    """Codes of music after a text, and `generate`, which makes a waveform of them.

    Args of `forward`:
        input_ids: [b k], the text; with attention_mask [b k]; or inputs_embeds.
        input_values: [b c n], music whose codes the decoder reads; with padding_mask.
        decoder_input_ids: [b*q t], these codes; or decoder_inputs_embeds [b t d], or labels
            [b t q] shifted by one; decoder_attention_mask [b t].
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t q], -100 or padding where they do not count.

    Returns:
        Seq2SeqLMOutput: logits [b*q t v], the cache, and on request hidden states and attentions.
    """

    def get_unconditional_inputs(self, num_samples: int = 1) -> MusicgenUnconditionalInput:
        """What `generate` takes in the place of a text, as NumPy arrays."""
        size = self.config.text_encoder.hidden_size
        return MusicgenUnconditionalInput(
            encoder_outputs=(np.zeros((num_samples, 1, size), np.float32),),
            attention_mask=np.zeros((num_samples, 1), np.int64),
            guidance_scale=1.0,
        )

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        input_values=None,
        padding_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            encoder = self.text_encoder(
                input_ids=input_ids,
                attention_mask=attention_mask,
                inputs_embeds=inputs_embeds,
                **requests,
                return_dict=True,
            )
        else:
            encoder = encoded(encoder_outputs)
        hidden = encoder.last_hidden_state
        if self.enc_to_dec_proj is not None:
            hidden = self.enc_to_dec_proj(hidden)
        if attention_mask is not None:
            hidden = ops.where(ops.unsqueeze(attention_mask != 0, 2), hidden, 0.0)
        config = self.config.decoder
        if decoder_input_ids is None and decoder_inputs_embeds is None:
            if labels is not None:
                start = getattr(config, "decoder_start_token_id", None)
                start = config.bos_token_id if start is None else start
                decoder_input_ids = shifted(labels, start, config.pad_token_id)
            else:
                decoder_input_ids = self.codes_of(input_values, padding_mask)
        decoder = self.decoder(
            input_ids=decoder_input_ids,
            attention_mask=decoder_attention_mask,
            encoder_hidden_states=hidden,
            encoder_attention_mask=attention_mask,
            inputs_embeds=decoder_inputs_embeds,
            past_key_values=past_key_values,
            labels=labels,
            use_cache=use_cache,
            **requests,
            return_dict=True,
        )
        return Seq2SeqLMOutput(
            loss=decoder.loss,
            logits=decoder.logits,
            past_key_values=decoder.past_key_values,
            decoder_hidden_states=decoder.hidden_states,
            decoder_attentions=decoder.attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
        )

    def codes_of(self, input_values, padding_mask):  # [b c n] -> [b*q t]
        if input_values is None:
            raise InputError("Pass decoder_input_ids, labels, or input_values to make codes of.")
        codes = self.audio_encoder(
            input_values=input_values, padding_mask=padding_mask, return_dict=True
        ).audio_codes
        if ops.shape(codes)[0] != 1:
            raise InputError("The codec's config cuts chunks: set its chunk_length_s to None.")
        count = self.config.decoder.num_codebooks
        if self.config.decoder.audio_channels == 2 and ops.shape(codes)[2] == count // 2:
            batch, half, steps = ops.shape(codes)[1:]
            both = ops.stack([codes[0], codes[0]], 2)  # each codebook of one channel for both
            return ops.reshape(both, (batch * 2 * half, steps))
        return ops.reshape(codes[0], (-1, ops.shape(codes)[-1]))

    def prompt_codes(self, input_values, padding_mask=None):
        """Codes [b*q t] that `generate` continues, of music [b c n]; in stereo, the codebooks of
        the channels in turn."""
        if self.config.decoder.audio_channels == 1:
            sides = [input_values]
        else:
            if ops.shape(input_values)[1] != 2:
                raise InputError(f"Expected 2 channels, got {ops.shape(input_values)[1]}.")
            sides = [input_values[:, :1], input_values[:, 1:]]
        codes = [
            self.audio_encoder.encode(side, padding_mask, return_dict=True).audio_codes[0]
            for side in sides
        ]
        steps = ops.shape(codes[0])[-1]
        return ops.reshape(ops.stack(codes, 2), (-1, steps))

    def encoded_text(self, input_ids, attention_mask=None, inputs_embeds=None) -> BaseModelOutput:
        """What `generate` hands to every step."""
        output = self.text_encoder(
            input_ids=input_ids,
            attention_mask=attention_mask,
            inputs_embeds=inputs_embeds,
            return_dict=True,
        )
        return BaseModelOutput(last_hidden_state=output.last_hidden_state)


HEADS = {
    "base": MusicgenModel,
    "causal-lm": MusicgenForCausalLM,
    "text-to-waveform": MusicgenForConditionalGeneration,
}
