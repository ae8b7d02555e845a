"""ProphetNet: Qi et al., 2020, arXiv:2001.04063.

An encoder, and a decoder of a main stream and of n others which predict the same token from less:
a token of stream s attends to itself and to what the main stream has up to s tokens before. The
first of them gives the logits, the others are for training alone. Distances are a bias of
attention that follows from the hidden states.

b batch, t tokens, n predicting streams, q queries, k keys, h heads, s size of a head, g buckets,
d hidden, f feed-forward, v vocabulary.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs.prophetnet import ProphetNetConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutput,
    ProphetNetDecoderLMOutput,
    ProphetNetDecoderModelOutput,
    ProphetNetSeq2SeqLMOutput,
    ProphetNetSeq2SeqModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import IGNORED, token_loss
from ..blocks.relative_positions import distance_buckets, relative_buckets
from ..blocks.seq2seq import encoded, shift_right, with_return_dict
from ..blocks.seq2seq_heads import decoder_inputs

NORM_EPS = 1e-5


class ProphetNetAttention(nn.Module):
    """Attention to the tokens themselves or to another sequence."""

    def __init__(self, config: ProphetNetConfig, heads: int):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // heads
        self.key_proj = nn.Linear(d, d)
        self.value_proj = nn.Linear(d, d)
        self.query_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.dropout)
        self.attention_dropout = nn.Dropout(config.attention_dropout)

    def project(self, hidden):  # [b k d] -> two of [b k h s]
        keys, values = self.key_proj(hidden), self.value_proj(hidden)
        return split_heads(keys, self.head_size), split_heads(values, self.head_size)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        query = split_heads(self.query_proj(hidden), self.head_size)
        key, value = attend.project(self.project, hidden if source is None else source)
        options = dict(scale=self.head_size**-0.5, dropout=self.attention_dropout)
        return self.dropout(self.out_proj(attend(query, key, value, **options)))


class ProphetNetNgramSelfAttention(ProphetNetAttention):
    """Of the main stream to itself, and of the others to it and, each token, to itself."""

    def __init__(self, config: ProphetNetConfig):
        heads = config.num_decoder_attention_heads
        super().__init__(config, heads)
        self.streams, self.heads, self.buckets = config.ngram, heads, config.num_buckets
        self.relative_pos_embeddings = nn.Linear(config.hidden_size, self.buckets * heads)
        self.table = distance_buckets(self.buckets, config.relative_max_distance)

    def by_stream(self, x):  # [b (1+n)*t ...] -> [b 1+n t ...]
        batch, tokens, *rest = ops.shape(x)
        streams = 1 + self.streams
        return ops.reshape(x, (batch, streams, tokens // streams, *rest))

    def bias(self, hidden, bucket):  # [b m t d], [t k] -> [b m h t k]
        """The scores of distances, for any number of streams m."""
        batch, streams, tokens, _ = ops.shape(hidden)
        shape = (batch, streams, tokens, self.buckets, self.heads)
        scores = ops.reshape(self.relative_pos_embeddings(hidden), shape)
        scores = ops.permute(scores, (0, 1, 4, 2, 3))  # [b m h t g]
        return ops.gather(scores, 4, ops.reshape(bucket, (1, 1, 1, *ops.shape(bucket))))

    def bucket(self, attend, keys, hidden, *, ahead: int):  # -> [t k]
        """Of the distances to the main stream, for queries that stand `ahead` tokens later."""
        start, tokens = attend.start + ahead, ops.shape(hidden)[2]
        return relative_buckets(self.table, start, tokens, keys, ahead=None, like=hidden)

    def forward(self, hidden, attend):  # [b (1+n)*t d] -> the same
        query, key, value = (
            self.by_stream(split_heads(layer(hidden), self.head_size))
            for layer in (self.query_proj, self.key_proj, self.value_proj)
        )  # [b 1+n t h s]
        batch, _, tokens, heads, size = ops.shape(query)
        hidden = self.by_stream(hidden)
        keys, values = attend.extend(key[:, 0], value[:, 0])  # [b k h s]
        count = ops.shape(keys)[1]
        bias = self.bias(hidden[:, :1], self.bucket(attend, count, hidden, ahead=0))[:, 0]
        options = dict(scale=size**-0.5, dropout=self.attention_dropout)
        main = attend(query[:, 0], keys, values, bias=bias, **options)  # [b t d]

        query, key, value, hidden = (x[:, 1:] for x in (query, key, value, hidden))
        past = ops.einsum("bnqhs,bkhs->bnhqk", query, keys) * size**-0.5
        past = past + self.bias(hidden, self.bucket(attend, count, hidden, ahead=1))
        past = ops.where(self.attended(attend, count, hidden), past, -math.inf)
        near = ops.zeros((tokens, 1), like=self.bucket(attend, 1, hidden, ahead=0))
        own = ops.permute(ops.sum(query * key, 4) * size**-0.5, (0, 1, 3, 2))  # [b n h t]
        own = ops.unsqueeze(own, 4) + self.bias(hidden, near)  # to itself: the distance 0
        weights = ops.softmax(ops.cat([past, own], 4), -1)  # [b n h t k+1]
        if attend.recorder.wants_attentions:
            same = ops.one_hot(
                ops.arange(0, tokens, like=hidden, dtype="int64"), tokens, dtype=ops.dtype(weights)
            )
            shown = [weights[..., :-1], weights[..., -1:] * same]
            attend.recorder.add("ngram_attentions", ops.cat(shown, 4))
        weights = self.attention_dropout(weights)
        output = ops.einsum("bnhqk,bkhs->bnqhs", weights[..., :-1], values)
        output = output + ops.permute(weights[..., -1:], (0, 1, 3, 2, 4)) * value
        output = ops.reshape(output, (batch, self.streams * tokens, heads * size))
        return self.dropout(self.out_proj(ops.cat([main, output], 1)))

    def attended(self, attend, count, hidden):  # -> [b|1 n 1 t k]
        """What each stream attends to of the main one: also the first token, which all do."""
        tokens = ops.shape(hidden)[2]
        key = ops.arange(0, count, like=hidden, dtype="int64")
        first = ops.reshape(key == 0, (1, 1, 1, count))
        masks = [
            attention_masks.causal_keys(attend.start - stream, tokens, count, like=hidden) | first
            for stream in range(self.streams)
        ]  # each [1 1 t k]
        if attend.mask is not None:
            masks = [attend.mask & mask for mask in masks]
        return ops.stack(masks, 1)


class ProphetNetFeedForward(nn.Module):
    def __init__(self, config: ProphetNetConfig, inner: int):
        super().__init__()
        self.intermediate = nn.Linear(config.hidden_size, inner)
        self.output = nn.Linear(inner, config.hidden_size)
        self.activation = activation(config.activation_function)
        self.activation_dropout = nn.Dropout(config.activation_dropout)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        hidden = self.activation_dropout(self.activation(self.intermediate(hidden)))
        return self.dropout(self.output(hidden))


class ProphetNetEncoderLayer(nn.Block):
    def __init__(self, config: ProphetNetConfig):
        super().__init__()
        d = config.hidden_size
        self.self_attn = ProphetNetAttention(config, config.num_encoder_attention_heads)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.feed_forward = ProphetNetFeedForward(config, config.encoder_ffn_dim)
        self.feed_forward_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.self_attn_layer_norm(hidden + self.self_attn(hidden, attend))
        return self.feed_forward_layer_norm(hidden + self.feed_forward(hidden))


class ProphetNetDecoderLayer(nn.Block):
    def __init__(self, config: ProphetNetConfig):
        super().__init__()
        d = config.hidden_size
        self.self_attn = ProphetNetNgramSelfAttention(config)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        if config.add_cross_attention:
            self.cross_attn = ProphetNetAttention(config, config.num_decoder_attention_heads)
            self.cross_attn_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.feed_forward = ProphetNetFeedForward(config, config.decoder_ffn_dim)
        self.feed_forward_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)

    def forward(self, hidden, attend, source=None, cross_attend=None):
        """[b (1+n)*t d], [b k d] -> [b (1+n)*t d]"""
        hidden = self.self_attn_layer_norm(hidden + self.self_attn(hidden, attend))
        if source is not None:
            output = self.cross_attn(hidden, cross_attend, source)
            hidden = self.cross_attn_layer_norm(hidden + output)
        return self.feed_forward_layer_norm(hidden + self.feed_forward(hidden))


class ProphetNetEncoder(nn.Module):
    """The encoder: (input_ids, attention_mask) -> BaseModelOutput."""

    def __init__(self, config: ProphetNetConfig):
        super().__init__()
        d, self.pad = config.hidden_size, config.pad_token_id
        self.last = config.max_position_embeddings - 1
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=self.pad)
        self.position_embeddings = nn.Embedding(self.last + 1, d, padding_idx=self.pad)
        self.embeddings_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.layers = nn.ModuleList(
            ProphetNetEncoderLayer(config) for _ in range(config.num_encoder_layers)
        )
        self.dropout = nn.Dropout(config.dropout)

    @with_return_dict
    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        positions = kv_cache.positions(None, hidden) + self.pad + 1
        hidden = hidden + self.position_embeddings(ops.clamp(positions, max=self.last))
        hidden = self.dropout(self.embeddings_layer_norm(hidden))
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        mask = attention_masks.boolean_mask(attention_mask)
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, Attention(recorder, mask))
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class ProphetNetDecoder(nn.Module):
    """The decoder of all streams, with a cache of the main one."""

    def __init__(self, config: ProphetNetConfig):
        super().__init__()
        d, self.pad, self.streams = config.hidden_size, config.pad_token_id, config.ngram
        self.most = config.max_position_embeddings
        self.cross = config.add_cross_attention
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=self.pad)
        self.position_embeddings = nn.Embedding(self.most, d, padding_idx=self.pad)
        self.ngram_embeddings = nn.Embedding(self.streams, d)
        self.layers = nn.ModuleList(
            ProphetNetDecoderLayer(config) for _ in range(config.num_decoder_layers)
        )
        self.embeddings_layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.dropout = nn.Dropout(config.dropout)

    def embed(self, embeds, past):  # [b t d] -> [b (1+n)*t d]
        """Of the main stream the tokens; of the others their number and the next position."""
        batch, tokens, size = ops.shape(embeds)
        end = kv_cache.filled(past) + tokens + self.pad + 2
        if isinstance(end, int) and end > self.most:
            raise InputError(
                f"There are {end - self.pad - 2} tokens for the decoder, expected at most "
                f"{self.most - self.pad - 2}: max_position_embeddings is {self.most}."
            )
        positions = kv_cache.positions(past, embeds) + self.pad + 1  # [1 t]
        main = embeds + self.position_embeddings(positions)
        numbers = np.arange(-1, self.streams - 1) % self.streams  # the first has the last row
        numbers = ops.asarray(numbers.reshape(-1, 1), like=positions, dtype=ops.dtype(positions))
        streams = self.ngram_embeddings(numbers) + self.position_embeddings(positions + 1)
        streams = ops.reshape(streams, (1, self.streams * tokens, size))
        streams = ops.expand(streams, (batch, self.streams * tokens, size))
        return self.dropout(self.embeddings_layer_norm(ops.cat([main, streams], 1)))

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
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of decoder_input_ids and decoder_inputs_embeds.")
        if encoder_hidden_states is not None and not self.cross:
            raise InputError(
                "encoder_hidden_states were passed, but this model has no cross-attention; build "
                "it with add_cross_attention=True."
            )
        past = past_key_values
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        tokens = ops.shape(embeds)[1]
        mask, causal = attention_masks.causal_mask(attention_mask, past, embeds)
        encoder_mask = attention_masks.boolean_mask(encoder_attention_mask)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        hidden = self.embed(embeds, past)
        self.record(recorder, hidden, tokens)
        for index, layer in enumerate(self.layers):
            attend = Attention(recorder, mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, encoder_mask, past=past, layer=index)
            hidden = layer(hidden, attend, encoder_hidden_states, cross_attend)
            self.record(recorder, hidden, tokens)
        return ProphetNetDecoderModelOutput(
            last_hidden_state=hidden[:, :tokens],
            last_hidden_state_ngram=hidden[:, tokens:],
            past_key_values=kv_cache.after(recorder, past, tokens) if use_cache else None,
            hidden_states=recorder.hidden_states,
            hidden_states_ngram=recorder.kept.get("hidden_states_ngram"),
            attentions=recorder.attentions,
            ngram_attentions=recorder.kept.get("ngram_attentions"),
            cross_attentions=recorder.cross_attentions,
        )

    def record(self, recorder: Recorder, hidden, tokens) -> None:
        if recorder.wants_hidden_states:
            recorder.add("hidden_states", hidden[:, :tokens])
            recorder.add("hidden_states_ngram", hidden[:, tokens:])


class ProphetNetPreTrainedModel(nn.PreTrainedModel):
    """What all ProphetNet models share."""

    config_class = ProphetNetConfig
    base_model_prefix = "prophetnet"


def embedding_ties(prefix: str = "") -> dict[str, str]:
    """Both sides' token embeddings are the shared ones."""
    return {
        f"{prefix}{side}.word_embeddings.weight": f"{prefix}word_embeddings.weight"
        for side in ("encoder", "decoder")
    }


class ProphetNetModel(ProphetNetPreTrainedModel):
    """ProphetNet without a head.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k d]: what the encoder reads.
        attention_mask: [b k], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        ProphetNetSeq2SeqModelOutput: last_hidden_state [b t d] of the main stream,
        last_hidden_state_ngram [b n*t d] of the others, the cache, encoder_last_hidden_state
        [b k d], and on request hidden states and attentions.
    """

    tied_weights = embedding_ties()

    def __init__(self, config: ProphetNetConfig):
        super().__init__(config)
        self.word_embeddings = nn.Embedding(
            config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id
        )
        self.encoder = ProphetNetEncoder(config)
        self.decoder = ProphetNetDecoder(config)

    def get_input_embeddings(self):
        return self.word_embeddings

    def set_input_embeddings(self, value):
        self.word_embeddings = value
        self.tie_weights()

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask) -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            encoder = self.encoder(input_ids, attention_mask, inputs_embeds, **requests)
        else:
            encoder = encoded(encoder_outputs)
        decoder = self.decoder(
            decoder_input_ids,
            decoder_attention_mask,
            encoder.last_hidden_state,
            attention_mask,
            past_key_values,
            decoder_inputs_embeds,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return ProphetNetSeq2SeqModelOutput(
            last_hidden_state=decoder.last_hidden_state,
            last_hidden_state_ngram=decoder.last_hidden_state_ngram,
            past_key_values=decoder.past_key_values,
            decoder_hidden_states=decoder.hidden_states,
            decoder_ngram_hidden_states=decoder.hidden_states_ngram,
            decoder_attentions=decoder.attentions,
            decoder_ngram_attentions=decoder.ngram_attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
        )


class NgramHead(OutputEmbeddings, Head):
    """The next token by each stream: labels [b t], compared as they are, not shifted."""

    output_class: Any
    output_embeddings = "lm_head"
    config: ProphetNetConfig

    def add_head(self, config: ProphetNetConfig) -> None:
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def scored(self, output, labels):
        """The output of a decoder [b n*t d], with logits and a loss."""
        hidden = output.last_hidden_state_ngram
        batch, tokens, size = ops.shape(hidden)
        streams = self.config.ngram
        hidden = ops.reshape(hidden, (batch, streams, tokens // streams, size))
        logits = self.lm_head(hidden)  # [b n t v]
        return self.output_class.of(
            output,
            loss=None if labels is None else self.loss(logits, labels),
            logits=logits[:, 0],
            logits_ngram=logits[:, 1:] if streams > 1 else None,
        )

    def loss(self, logits, labels):  # [b n t v], [b t]
        """Of all streams, or of the first alone; smoothed by `config.eps`."""
        counted = 1 if self.config.disable_ngram_loss else self.config.ngram
        logits = logits[:, :counted]
        labels = ops.expand(ops.unsqueeze(labels, 1), ops.shape(logits)[:3])
        loss, eps = token_loss(logits, labels), self.config.eps
        if eps == 0:
            return loss
        known = labels != IGNORED
        smooth = -ops.sum(ops.log_softmax(logits, -1), 3)  # [b n t]
        count = ops.sum(ops.cast(known, ops.dtype(smooth)), (0, 1, 2))
        smooth = ops.sum(ops.where(known, smooth, 0.0), (0, 1, 2)) / count
        return (1 - eps) * loss + eps / self.config.vocab_size * smooth


class ProphetNetForConditionalGeneration(NgramHead, ProphetNetPreTrainedModel):
    base_class = ProphetNetModel
    output_class = ProphetNetSeq2SeqLMOutput
    tied_weights = {
        **embedding_ties("prophetnet."),
        "lm_head.weight": "prophetnet.word_embeddings.weight",
    }

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask) -> what `encoder_outputs` takes."""
        return self.prophetnet.get_encoder()

    def get_decoder(self):
        return self.prophetnet.get_decoder()

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return shift_right(self.config, labels)

    def forward(self, labels=None, **inputs: Any):
        if labels is not None and not decoder_inputs(inputs):
            inputs["decoder_input_ids"] = self.prepare_decoder_input_ids_from_labels(labels)
        return self.scored(self.encode(**inputs), labels)


class ProphetNetDecoderWrapper(nn.Module):
    """The decoder alone, under the name that it has in whole checkpoints.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        encoder_hidden_states: [b k d], attended to if they are given; encoder_attention_mask
            [b k].
        past_key_values: a KeyValueCache from an earlier call.
    """

    def __init__(self, config: ProphetNetConfig):
        super().__init__()
        self.word_embeddings = nn.Embedding(
            config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id
        )
        self.decoder = ProphetNetDecoder(config)
        self.use_cache = config.use_cache

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
            use_cache=self.use_cache if use_cache is None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class ProphetNetForCausalLM(NgramHead, ProphetNetPreTrainedModel):
    """The decoder alone; of a whole checkpoint it takes its part."""

    base_class = ProphetNetDecoderWrapper
    output_class = ProphetNetDecoderLMOutput
    tied_weights = {
        "lm_head.weight": "prophetnet.word_embeddings.weight",
        "prophetnet.decoder.word_embeddings.weight": "prophetnet.word_embeddings.weight",
    }
    optional_parts = (r"^(prophetnet\.)?encoder\.", r"\.cross_attn(_layer_norm)?\.")

    def get_input_embeddings(self):
        return self.prophetnet.word_embeddings

    def set_input_embeddings(self, value):
        self.prophetnet.word_embeddings = value
        self.tie_weights()

    def get_decoder(self):
        return self.prophetnet.decoder

    def encode(self, **inputs: Any):
        return self.prophetnet(**inputs)

    def forward(self, labels=None, **inputs: Any):
        return self.scored(self.encode(**inputs), labels)


PREFIX = "ProphetNet"
HEADS = {
    "base": ProphetNetModel,
    "causal-lm": ProphetNetForCausalLM,
    "seq2seq-lm": ProphetNetForConditionalGeneration,
}
