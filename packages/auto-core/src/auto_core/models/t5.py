"""T5: Raffel et al., 2020, arXiv:1910.10683.

An encoder and a decoder without biases, with root-mean-square norms before each part, and
positions only as a bias of attention: one number per head and bucket of distance, which all
layers of a side share. Version 1.1 gates its feed-forward parts and does not tie its output
matrix to the embeddings.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, f feed-forward,
v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.t5 import T5Config
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import (
    BaseModelOutput,
    BaseModelOutputWithPastAndCrossAttentions,
    Seq2SeqLMOutput,
    Seq2SeqModelOutput,
    Seq2SeqQuestionAnsweringModelOutput,
    Seq2SeqSequenceClassifierOutput,
    TokenClassifierOutput,
)

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.losses import sequence_loss, span_loss, token_loss
from ..blocks.relative_positions import distance_buckets, relative_buckets
from ..blocks.seq2seq import encoded, finite, last_eos, shift_right


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
    """Attention whose scores are not scaled: the first weights are small instead."""

    def __init__(self, config: T5Config, *, both_ways: bool, biased: bool):
        super().__init__()
        d, self.heads, self.head_size = config.d_model, config.num_heads, config.d_kv
        inner = self.heads * self.head_size
        self.q = nn.Linear(d, inner, bias=False)
        self.k = nn.Linear(d, inner, bias=False)
        self.v = nn.Linear(d, inner, bias=False)
        self.o = nn.Linear(inner, d, bias=False)
        self.dropout = nn.Dropout(config.dropout_rate)
        buckets = config.relative_attention_num_buckets
        self.ahead = buckets // 2 if both_ways else None
        self.table = distance_buckets(self.ahead or buckets, config.relative_attention_max_distance)
        if biased:
            self.relative_attention_bias = nn.Embedding(buckets, self.heads)

    def split_heads(self, x):  # [b t h*s] -> [b t h s]
        batch, tokens, _ = ops.shape(x)
        return ops.reshape(x, (batch, tokens, self.heads, self.head_size))

    def project(self, x):  # [b k d] -> two of [b k h s]
        return self.split_heads(self.k(x)), self.split_heads(self.v(x))

    def position_bias(self, hidden, start, keys):  # -> [1 h q k]
        queries = ops.shape(hidden)[1]
        bucket = relative_buckets(self.table, start, queries, keys, ahead=self.ahead, like=hidden)
        return ops.unsqueeze(ops.permute(self.relative_attention_bias(bucket), (2, 0, 1)), 0)

    def forward(self, hidden, visible, bias, key, value, *, causal, output_attentions):
        output, weights = ops.attention(
            self.split_heads(self.q(hidden)),
            key,
            value,
            scale=1.0,
            mask=visible,
            causal=causal,
            bias=bias,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        batch, tokens, _ = ops.shape(hidden)
        return self.o(ops.reshape(output, (batch, tokens, self.heads * self.head_size))), weights


class T5LayerSelfAttention(nn.Module):
    def __init__(self, config: T5Config, *, decoder: bool, biased: bool):
        super().__init__()
        self.SelfAttention = T5Attention(config, both_ways=not decoder, biased=biased)
        self.layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden, visible, bias, past, *, layer, causal, output_attentions):
        """[b t d] -> [b t d], weights, (keys, values)."""
        normed = self.layer_norm(hidden)
        key, value = kv_cache.extend(past, layer, *self.SelfAttention.project(normed))
        output, weights = self.SelfAttention(
            normed, visible, bias, key, value, causal=causal, output_attentions=output_attentions
        )
        return hidden + self.dropout(output), weights, (key, value)


class T5LayerCrossAttention(nn.Module):
    def __init__(self, config: T5Config):
        super().__init__()
        self.EncDecAttention = T5Attention(config, both_ways=False, biased=False)
        self.layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden, context, visible, past, *, layer, output_attentions):
        """[b t d], [b k d] -> [b t d], weights, (keys, values)."""
        key, value = kv_cache.cross(past, layer, self.EncDecAttention.project, context)
        output, weights = self.EncDecAttention(
            self.layer_norm(hidden),
            visible,
            None,
            key,
            value,
            causal=False,
            output_attentions=output_attentions,
        )
        return hidden + self.dropout(output), weights, (key, value)


class T5Block(nn.Block):
    def __init__(self, config: T5Config, *, decoder: bool, biased: bool):
        super().__init__()
        parts: list[nn.Module] = [T5LayerSelfAttention(config, decoder=decoder, biased=biased)]
        if decoder:
            parts.append(T5LayerCrossAttention(config))
        self.layer = nn.ModuleList([*parts, T5LayerFF(config)])

    def forward(
        self,
        hidden,
        visible,
        bias,
        context,
        context_visible,
        past,
        *,
        layer,
        causal,
        output_attentions,
    ):
        """[b t d] -> [b t d], weights, cross weights, (keys, values), cross (keys, values)."""
        hidden, weights, present = self.layer[0](
            hidden,
            visible,
            bias,
            past,
            layer=layer,
            causal=causal,
            output_attentions=output_attentions,
        )
        cross_weights, cross = None, None
        hidden = finite(hidden)
        if context is not None:
            hidden, cross_weights, cross = self.layer[1](
                hidden,
                context,
                context_visible,
                past,
                layer=layer,
                output_attentions=output_attentions,
            )
            hidden = finite(hidden)
        hidden = finite(self.layer[len(self.layer) - 1](hidden))
        return hidden, weights, cross_weights, present, cross


class T5Stack(nn.Module):
    """The encoder, or the decoder: it looks back only, keeps a cache, and at `context`."""

    def __init__(self, config: T5Config, *, decoder: bool):
        super().__init__()
        layers = (config.num_decoder_layers if decoder else None) or config.num_layers
        self.embed_tokens = nn.Embedding(config.vocab_size, config.d_model)
        self.block = nn.ModuleList(
            T5Block(config, decoder=decoder, biased=layer == 0) for layer in range(layers)
        )
        self.final_layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.decoder = decoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        context=None,
        context_mask=None,
        past=None,
        *,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            side = "decoder_" if self.decoder else ""
            raise InputError(f"Pass exactly one of {side}input_ids and {side}inputs_embeds.")
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        tokens = ops.shape(hidden)[1]
        if self.decoder:
            visible, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        else:
            visible, causal = attention_masks.visible_keys(attention_mask), False
        start = kv_cache.filled(past)
        keys = kv_cache.capacity(past, tokens)
        bias = self.block[0].layer[0].SelfAttention.position_bias(hidden, start, keys)
        context_visible = attention_masks.visible_keys(context_mask)
        hidden = self.dropout(hidden)

        states, attentions, cross_attentions = (), (), ()
        presents, cross_presents = (), ()
        for index, block in enumerate(self.block):
            states += (hidden,)
            hidden, weights, cross_weights, present, cross = block(
                hidden,
                visible,
                bias,
                context,
                context_visible,
                past,
                layer=index,
                causal=causal,
                output_attentions=output_attentions,
            )
            attentions += (weights,)
            presents += (present,)
            if cross is not None:
                cross_attentions += (cross_weights,)
                cross_presents += (cross,)
        hidden = self.dropout(self.final_layer_norm(hidden))
        return BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden,
            past_key_values=(
                kv_cache.advanced(past, tokens, presents, cross_presents) if use_cache else None
            ),
            hidden_states=(*states, hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            cross_attentions=cross_attentions if output_attentions and cross_presents else None,
        )


class T5PreTrainedModel(nn.PreTrainedModel):
    """What all T5 models share."""

    config_class = T5Config
    base_model_prefix = "transformer"
    # The first files hold a bias of cross-attention that was never used.
    ignored_keys = (r"EncDecAttention\.relative_attention_bias\.weight$",)
    head_parts = (r"^lm_head\.", r"^qa_outputs\.")  # heads beside the network, not around it

    @property
    def initializers(self):
        """Mesh TensorFlow's first values, which make up for what attention does not scale."""
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


class T5Seq2SeqModel(T5PreTrainedModel):
    """An encoder and a decoder, which share one table of words."""

    always_tied = TIED_STACKS

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        self.encoder = T5Stack(config, decoder=False)
        self.decoder = T5Stack(config, decoder=True)

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

    def through(
        self,
        input_ids,
        attention_mask,
        decoder_input_ids,
        decoder_attention_mask,
        encoder_outputs,
        past_key_values,
        inputs_embeds,
        decoder_inputs_embeds,
        *,
        use_cache,
        output_attentions,
        output_hidden_states,
    ):
        """Both sides: a Seq2SeqModelOutput. Given encoder outputs, only the decoder runs."""
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
        return Seq2SeqModelOutput(
            last_hidden_state=decoder.last_hidden_state,
            past_key_values=decoder.past_key_values,
            decoder_hidden_states=decoder.hidden_states,
            decoder_attentions=decoder.attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
        )


class T5Model(T5Seq2SeqModel):
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
        return self.through(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class T5ForConditionalGeneration(T5Seq2SeqModel):
    """The next token of the decoder. labels [b t], -100 where they do not count; without
    decoder_input_ids, the decoder reads them shifted by one."""

    tied_weights = TIED_HEAD

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.lm_head = nn.Linear(config.d_model, config.vocab_size, bias=False)

    def get_output_embeddings(self):
        return self.lm_head

    def set_output_embeddings(self, value):
        self.lm_head = value

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return shift_right(self.config, labels)

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
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if labels is not None and decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = shift_right(self.config, labels)
        output = self.through(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        hidden = output.last_hidden_state
        if self.config.scale_decoder_outputs:
            hidden = hidden * self.config.d_model**-0.5
        logits = self.lm_head(hidden)
        return Seq2SeqLMOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            decoder_hidden_states=output.decoder_hidden_states,
            decoder_attentions=output.decoder_attentions,
            cross_attentions=output.cross_attentions,
            encoder_last_hidden_state=output.encoder_last_hidden_state,
            encoder_hidden_states=output.encoder_hidden_states,
            encoder_attentions=output.encoder_attentions,
        )


class T5EncoderModel(T5PreTrainedModel):
    """The encoder alone; of a whole checkpoint it takes its part."""

    always_tied = TIED_ENCODER
    ignored_keys = (r"^(transformer\.)?decoder\.",)

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        self.encoder = T5Stack(config, decoder=False)

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
        return BaseModelOutput(
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


def within(ties: dict[str, str]) -> dict[str, str]:
    """The ties of a base model, as the model around it names them."""
    return {f"transformer.{name}": f"transformer.{source}" for name, source in ties.items()}


class T5ClassificationHead(nn.Module):
    def __init__(self, config: T5Config):
        super().__init__()
        self.dense = nn.Linear(config.d_model, config.d_model)
        self.dropout = nn.Dropout(config.classifier_dropout)
        self.out_proj = nn.Linear(config.d_model, config.num_labels)

    def forward(self, hidden):  # [b d] -> [b c]
        return self.out_proj(self.dropout(ops.tanh(self.dense(self.dropout(hidden)))))


class T5ForSequenceClassification(T5PreTrainedModel):
    """A class, several or a number per text, from the decoder's vector at the last end token.

    labels [b] or [b c]. Without decoder_input_ids, the decoder reads input_ids shifted by one.
    """

    always_tied = within(TIED_STACKS)
    base_class = T5Model

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.transformer = self.base_class(config)
        self.classification_head = T5ClassificationHead(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_ids is None:
            raise InputError("Pass input_ids: the end token is looked for there.")
        if decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = shift_right(self.config, input_ids)
        output = self.transformer(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            None,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=False if labels is not None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.classification_head(
            last_eos(self.config, output.last_hidden_state, input_ids)
        )
        return Seq2SeqSequenceClassifierOutput(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            decoder_hidden_states=output.decoder_hidden_states,
            decoder_attentions=output.decoder_attentions,
            cross_attentions=output.cross_attentions,
            encoder_last_hidden_state=output.encoder_last_hidden_state,
            encoder_hidden_states=output.encoder_hidden_states,
            encoder_attentions=output.encoder_attentions,
        )


class T5ForTokenClassification(T5PreTrainedModel):
    """A class per token, from the encoder: labels [b t], -100 for tokens that do not count."""

    always_tied = within(TIED_ENCODER)
    ignored_keys = (r"^(transformer\.)?decoder\.",)
    base_class = T5EncoderModel

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.transformer = self.base_class(config)
        self.dropout = nn.Dropout(config.classifier_dropout)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.transformer(
            input_ids,
            attention_mask,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.classifier(self.dropout(output.last_hidden_state))  # [b t c]
        return TokenClassifierOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class T5ForQuestionAnswering(T5Seq2SeqModel):
    """Where an answer starts and ends in what the decoder reads: start_positions and
    end_positions [b]. Without decoder_input_ids, it reads input_ids shifted by one."""

    def __init__(self, config: T5Config):
        super().__init__(config)
        self.qa_outputs = nn.Linear(config.hidden_size, config.num_labels)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        start_positions=None,
        end_positions=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        wanted = start_positions is not None and end_positions is not None
        if decoder_input_ids is None and decoder_inputs_embeds is None:
            if input_ids is None:
                raise InputError("Pass decoder_input_ids, or input_ids to make them from.")
            decoder_input_ids = shift_right(self.config, input_ids)
        output = self.through(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            None,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=False if wanted else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.qa_outputs(output.last_hidden_state)  # [b t 2]
        start, end = logits[..., 0], logits[..., 1]
        return Seq2SeqQuestionAnsweringModelOutput(
            loss=span_loss(start, end, start_positions, end_positions) if wanted else None,
            start_logits=start,
            end_logits=end,
            past_key_values=output.past_key_values,
            decoder_hidden_states=output.decoder_hidden_states,
            decoder_attentions=output.decoder_attentions,
            cross_attentions=output.cross_attentions,
            encoder_last_hidden_state=output.encoder_last_hidden_state,
            encoder_hidden_states=output.encoder_hidden_states,
            encoder_attentions=output.encoder_attentions,
        )


HEADS = {
    "base": T5Model,
    "pretraining": T5ForConditionalGeneration,
    "seq2seq-lm": T5ForConditionalGeneration,
    "sequence-classification": T5ForSequenceClassification,
    "token-classification": T5ForTokenClassification,
    "question-answering": T5ForQuestionAnswering,
    "text-encoding": T5EncoderModel,
}
