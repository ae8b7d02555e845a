"""T5: Raffel et al., 2020, arXiv:1910.10683.

An encoder and a decoder without biases, with root-mean-square norms before each part, and
positions only as a bias of attention: one number per head and bucket of distance, which all
layers of a side share. Version 1.1 gates its feed-forward parts and does not tie its output
matrix to the embeddings.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, f feed-forward,
v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.t5 import T5Config
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded, split_heads
from ..blocks.heads import Head
from ..blocks.relative_positions import distance_buckets, relative_buckets
from ..blocks.seq2seq import encoded, finite, joined, shift_right, with_return_dict
from ..blocks.seq2seq_heads import (
    Seq2SeqLM,
    Seq2SeqQuestionAnswering,
    Seq2SeqSequenceClassification,
    decoder_inputs,
)
from ..blocks.text_heads import TokenClassification


class T5DenseActDense(nn.Module):
    def __init__(self, config: T5Config):
        super().__init__()
        self.wi = nn.Linear(config.d_model, config.d_ff, bias=False)
        self.wo = nn.Linear(config.d_ff, config.d_model, bias=False)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.activation = activation(config.dense_act_fn)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.wo(self.dropout(self.activation(self.wi(hidden))))


class T5DenseGatedActDense(nn.Module):
    def __init__(self, config: T5Config):
        super().__init__()
        self.wi_0 = nn.Linear(config.d_model, config.d_ff, bias=False)
        self.wi_1 = nn.Linear(config.d_model, config.d_ff, bias=False)
        self.wo = nn.Linear(config.d_ff, config.d_model, bias=False)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.activation = activation(config.dense_act_fn)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.wo(self.dropout(self.activation(self.wi_0(hidden)) * self.wi_1(hidden)))


class T5LayerFF(nn.Module):
    def __init__(self, config: T5Config):
        super().__init__()
        dense = T5DenseGatedActDense if config.is_gated_act else T5DenseActDense
        self.DenseReluDense = dense(config)
        self.layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden):
        return hidden + self.dropout(self.DenseReluDense(self.layer_norm(hidden)))


class T5Attention(nn.Module):
    """Attention whose scores are not scaled: the initial weights are small instead."""

    def __init__(self, config: T5Config, *, both_ways: bool, biased: bool):
        super().__init__()
        d, self.head_size = config.d_model, config.d_kv
        inner = config.num_heads * self.head_size
        self.q = nn.Linear(d, inner, bias=False)
        self.k = nn.Linear(d, inner, bias=False)
        self.v = nn.Linear(d, inner, bias=False)
        self.o = nn.Linear(inner, d, bias=False)
        self.dropout = nn.Dropout(config.dropout_rate)
        buckets = config.relative_attention_num_buckets
        self.ahead = buckets // 2 if both_ways else None
        self.table = distance_buckets(self.ahead or buckets, config.relative_attention_max_distance)
        if biased:
            self.relative_attention_bias = nn.Embedding(buckets, config.num_heads)

    def project(self, hidden):  # [b k d] -> two of [b k h s]
        return split_heads(self.k(hidden), self.head_size), split_heads(
            self.v(hidden), self.head_size
        )

    def position_bias(self, hidden, attend):  # -> [1 h q k]
        queries = ops.shape(hidden)[1]
        start, keys = attend.start, kv_cache.capacity(attend.past, queries)
        bucket = relative_buckets(self.table, start, queries, keys, ahead=self.ahead, like=hidden)
        return ops.unsqueeze(ops.permute(self.relative_attention_bias(bucket), (2, 0, 1)), 0)

    def forward(self, hidden, bias, attend, source=None):
        """[b t d], [1 h t k], [b k d] -> [b t d]"""
        query = split_heads(self.q(hidden), self.head_size)
        key, value = attend.project(self.project, hidden if source is None else source)
        return self.o(attend(query, key, value, scale=1.0, bias=bias, dropout=self.dropout))


class T5LayerSelfAttention(nn.Module):
    attention_class = T5Attention

    def __init__(self, config: T5Config, *, decoder: bool, biased: bool):
        super().__init__()
        self.SelfAttention = self.attention_class(config, both_ways=not decoder, biased=biased)
        self.layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden, bias, attend):  # [b t d], [1 h t k] -> [b t d]
        return hidden + self.dropout(self.SelfAttention(self.layer_norm(hidden), bias, attend))


class T5LayerCrossAttention(nn.Module):
    attention_class = T5Attention

    def __init__(self, config: T5Config):
        super().__init__()
        self.EncDecAttention = self.attention_class(config, both_ways=False, biased=False)
        self.layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden, attend, source):  # [b t d], [b k d] -> [b t d]
        normed = self.layer_norm(hidden)
        return hidden + self.dropout(self.EncDecAttention(normed, None, attend, source))


class T5Block(nn.Block):
    self_attention_class, cross_attention_class = T5LayerSelfAttention, T5LayerCrossAttention
    feed_forward_class = T5LayerFF

    def __init__(self, config: T5Config, *, decoder: bool, index: int):
        super().__init__()
        biased = index == 0 or config.biased_layers
        parts: list[Any] = [self.self_attention(config, decoder=decoder, biased=biased)]
        if decoder:
            parts.append(self.cross_attention_class(config))
        parts.append(self.feed_forward(config, decoder=decoder, index=index))
        self.layer = nn.ModuleList(parts)
        self.biased = biased

    def self_attention(self, config: T5Config, *, decoder: bool, biased: bool) -> nn.Module:
        """The attention of tokens to each other."""
        return self.self_attention_class(config, decoder=decoder, biased=biased)

    def feed_forward(self, config: T5Config, *, decoder: bool, index: int) -> nn.Module:
        """The part after attention."""
        return self.feed_forward_class(config)

    def transform(self, hidden, attend):  # [b t d] -> [b t d]
        """What that part makes of its input."""
        return self.layer[len(self.layer) - 1](hidden)

    def position_bias(self, hidden, attend):  # -> [1 h t k]
        return self.layer[0].SelfAttention.position_bias(hidden, attend)

    def forward(self, hidden, bias, attend, encoder_hidden_states=None, cross_attend=None):
        """[b t d], [1 h t k], [b k d] -> [b t d]"""
        hidden = finite(self.layer[0](hidden, bias, attend))
        if encoder_hidden_states is not None:
            hidden = finite(self.layer[1](hidden, cross_attend, encoder_hidden_states))
        return finite(self.transform(hidden, attend))


class T5Stack(nn.Module):
    """The encoder, or the decoder: its attention is causal, it keeps a cache and attends to
    encoder_hidden_states."""

    layer_class = T5Block

    def __init__(self, config: T5Config, *, decoder: bool):
        super().__init__()
        layers = (config.num_decoder_layers if decoder else None) or config.num_layers
        self.embed_tokens = nn.Embedding(config.vocab_size, config.d_model)
        self.block = nn.ModuleList(
            self.layer_class(config, decoder=decoder, index=index) for index in range(layers)
        )
        self.final_layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.decoder = decoder

    def attention(self, recorder: Recorder, attention_mask, past, hidden) -> Any:
        """What gives a layer's index its `Attention` to the tokens themselves, [b t d]."""
        if self.decoder:
            mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        else:
            mask, causal = attention_masks.boolean_mask(attention_mask), False
        return lambda index: Attention(recorder, mask, causal=causal, past=past, layer=index)

    @with_return_dict
    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        recorder: Recorder | None = None,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            side = "decoder_" if self.decoder else ""
            raise InputError(f"Pass exactly one of {side}input_ids and {side}inputs_embeds.")
        past = past_key_values
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        encoder_mask = attention_masks.boolean_mask(encoder_attention_mask)
        recorder = recorder or Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        attention = self.attention(recorder, attention_mask, past, hidden)
        hidden, bias = self.dropout(hidden), None
        for index, layer in enumerate(self.block):
            recorder.add_hidden_state(hidden)
            attend = attention(index)
            bias = layer.position_bias(hidden, attend) if layer.biased else bias
            cross_attend = CrossAttention(recorder, encoder_mask, past=past, layer=index)
            hidden = layer(hidden, bias, attend, encoder_hidden_states, cross_attend)
        hidden = self.dropout(self.final_layer_norm(hidden))
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class T5PreTrainedModel(nn.PreTrainedModel):
    """What all T5 models share."""

    config_class = T5Config
    base_model_prefix = "transformer"
    # The first files hold a bias of cross-attention that was never used.
    ignored_keys = (r"EncDecAttention\.relative_attention_bias\.weight$",)
    head_parts = (r"^lm_head\.", r"^qa_outputs\.")  # heads beside the network, not around it
    splits_attention = True  # the bias of each head is split with them
    stack_class = T5Stack  # the part that variations of this family replace

    @property
    def initializers(self):
        """Mesh TensorFlow's initial values, which make up for what attention does not scale."""
        c = self.config
        d, f, inner = c.d_model, c.d_ff, c.num_heads * c.d_kv

        def normal(variance: float) -> Normal:
            return Normal(c.initializer_factor * variance**-0.5)

        return (
            (r"(shared|embed_tokens|lm_head)\.weight$", normal(1)),
            (r"Attention\.q\.weight$", normal(d * c.d_kv)),
            (r"Attention\.(k|v|relative_attention_bias)\.weight$", normal(d)),
            (r"Attention\.o\.weight$", normal(inner)),
            (r"DenseReluDense\.wi(_\d)?\.weight$", normal(d)),
            (r"DenseReluDense\.wo\.weight$", normal(f)),
            (r"(classification_head\.\w+|qa_outputs)\.weight$", normal(d)),
            (r"^classifier\.weight$", normal(1)),
        )


TIED_ENCODER = {"encoder.embed_tokens.weight": "shared.weight"}
TIED_STACKS = TIED_ENCODER | {"decoder.embed_tokens.weight": "shared.weight"}
TIED_HEAD = {"lm_head.weight": "shared.weight"}


class T5Model(T5PreTrainedModel):
    """T5 without a head.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k d]: what the encoder reads.
        attention_mask: [b k], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions.
    """

    always_tied = TIED_STACKS

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        self.encoder = self.stack_class(config, decoder=False)
        self.decoder = self.stack_class(config, decoder=True)

    def get_input_embeddings(self):
        return self.shared

    def set_input_embeddings(self, value):
        self.shared = value
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
            decoder_inputs_embeds,
            encoder.last_hidden_state,
            attention_mask,
            past_key_values,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return joined(encoder, decoder)


class T5HeadBeside(Head):
    # A head beside the encoder and the decoder, not around them, as T5's checkpoints have it.

    base_class = T5Model

    def __init__(self, config: T5Config):
        super(Head, self).__init__(config)  # type: ignore[call-arg]
        self.add_head(config)

    def encode(self: Any, **inputs: Any):
        return self.base_class.forward(self, **inputs)


class T5ReadsInput(Head):
    """A head whose decoder reads input_ids shifted by one, without decoder_input_ids."""

    def encode(self, **inputs: Any):
        if not decoder_inputs(inputs):
            if inputs.get("input_ids") is None:
                raise InputError("Pass decoder_input_ids, or input_ids to make them from.")
            inputs["decoder_input_ids"] = shift_right(self.config, inputs["input_ids"])
        return super().encode(**inputs)


class T5ForConditionalGeneration(Seq2SeqLM, T5HeadBeside, T5Model):
    tied_weights = TIED_HEAD
    cache_with_labels = True

    def logits(self, hidden):  # [b t d] -> [b t v]
        if self.config.scale_decoder_outputs:
            hidden = hidden * self.config.d_model**-0.5
        return super().logits(hidden)


class T5EncoderModel(T5PreTrainedModel):
    """The encoder alone; of a whole checkpoint it takes its part."""

    always_tied = TIED_ENCODER
    ignored_keys = (r"^(transformer\.)?decoder\.",)

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        self.encoder = self.stack_class(config, decoder=False)

    def get_input_embeddings(self):
        return self.shared

    def set_input_embeddings(self, value):
        self.shared = value
        self.tie_weights()

    def get_encoder(self):
        return self.encoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encoder(
            input_ids,
            attention_mask,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return BaseModelOutput.of(output)


def within(ties: dict[str, str]) -> dict[str, str]:
    """The ties of a base model, as the model around it names them."""
    return {f"transformer.{name}": f"transformer.{source}" for name, source in ties.items()}


class T5ForSequenceClassification(Seq2SeqSequenceClassification, T5ReadsInput, T5PreTrainedModel):
    base_class = T5Model
    always_tied = within(TIED_STACKS)


class T5ForTokenClassification(TokenClassification, T5PreTrainedModel):
    """A class per token, from the encoder: labels [b t], -100 for tokens that do not count."""

    base_class = T5EncoderModel
    always_tied = within(TIED_ENCODER)
    ignored_keys = (r"^(transformer\.)?decoder\.",)


class T5ForQuestionAnswering(Seq2SeqQuestionAnswering, T5ReadsInput, T5HeadBeside, T5Model):
    def add_head(self, config: T5Config) -> None:
        self.qa_outputs = nn.Linear(config.d_model, config.num_labels)


PREFIX = "T5"
HEADS = {
    "base": T5Model,
    "pretraining": T5ForConditionalGeneration,
    "seq2seq-lm": T5ForConditionalGeneration,
    "sequence-classification": T5ForSequenceClassification,
    "token-classification": T5ForTokenClassification,
    "question-answering": T5ForQuestionAnswering,
    "text-encoding": T5EncoderModel,
}
