"""BERT: Devlin et al., 2018, arXiv:1810.04805.

A bidirectional transformer encoder whose blocks normalise after each residual sum, with learnt
absolute positions (or relative ones, Huang et al., 2020, arXiv:2009.13658) and segment
embeddings. With `is_decoder` it looks only backwards, keeps a cache and may attend to another
encoder.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, f feed-forward,
v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.configs.bert import BertConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPastAndCrossAttentions,
    BaseModelOutputWithPoolingAndCrossAttentions,
    BertForPreTrainingOutput,
    NextSentencePredictorOutput,
)

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.chunking import in_chunks
from ..blocks.heads import OutputEmbeddings, encode
from ..blocks.losses import token_loss
from ..blocks.text_heads import (
    CausalLM,
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)

# Blocks that other architectures are built of too take any config with BERT's names of fields.


class BertEmbeddings(nn.Module):
    """Words, segments and, unless positions are relative, places; vectors of `size`.

    The row `pad_position` of the table of places is padding's.
    """

    def __init__(self, config: PreTrainedConfig, *, size: int, pad_position: int | None = None):
        super().__init__()
        d = size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(
            config.max_position_embeddings, d, padding_idx=pad_position
        )
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.absolute = config.position_embedding_type == "absolute"

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        words = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            places = ops.arange(0, ops.shape(words)[1], like=words, dtype="int64")
            position_ids = ops.unsqueeze(places, 0) + start
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = words + self.token_type_embeddings(token_type_ids)
        if self.absolute:
            hidden = hidden + self.position_embeddings(position_ids)
        return self.dropout(self.LayerNorm(hidden))  # [b t d]


class BertSelfAttention(nn.Module):
    """Attention to the tokens themselves or to another sequence, whose vectors have size `source`
    (by default hidden_size)."""

    def __init__(self, config: PreTrainedConfig, *, relative: bool, source: int | None = None):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(source or d, d)
        self.value = nn.Linear(source or d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)
        self.scheme = config.position_embedding_type if relative else "absolute"
        self.most = config.max_position_embeddings
        if self.scheme != "absolute":
            self.distance_embedding = nn.Embedding(2 * self.most - 1, self.head_size)

    def split_heads(self, x):  # [b t d] -> [b t h s]
        batch, tokens, _ = ops.shape(x)
        return ops.reshape(x, (batch, tokens, self.heads, self.head_size))

    def project(self, x):  # [b k d] -> two of [b k h s]
        return self.split_heads(self.key(x)), self.split_heads(self.value(x))

    def forward(self, hidden, visible, key, value, *, causal, start, output_attentions):
        query = self.split_heads(self.query(hidden))
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=self.head_size**-0.5,
            mask=visible,
            causal=causal,
            bias=self.relative_bias(query, key, start),
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        batch, tokens, _ = ops.shape(hidden)
        return ops.reshape(output, (batch, tokens, self.heads * self.head_size)), weights

    def relative_bias(self, query, key, start):  # -> [b h q k] or None
        if self.scheme == "absolute":
            return None
        queries, keys = ops.shape(query)[1], ops.shape(key)[1]
        left = ops.arange(0, queries, like=query, dtype="int64") + start
        right = ops.arange(0, keys, like=query, dtype="int64")
        distance = ops.unsqueeze(left, 1) - ops.unsqueeze(right, 0) + (self.most - 1)  # [q k]
        table = self.distance_embedding(distance)  # [q k s]
        bias = ops.einsum("bqhs,qks->bhqk", query, table)
        if self.scheme == "relative_key_query":
            bias = bias + ops.einsum("bkhs,qks->bhqk", key, table)
        return bias * self.head_size**-0.5


class BertSelfOutput(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, residual):  # [b t d], [b t d] -> [b t d]
        return self.LayerNorm(self.dropout(self.dense(hidden)) + residual)


class BertAttention(nn.Module):
    def __init__(self, config: PreTrainedConfig, *, relative: bool, source: int | None = None):
        super().__init__()
        self.self = BertSelfAttention(config, relative=relative, source=source)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, visible, key, value, *, causal, start, output_attentions):
        output, weights = self.self(
            hidden,
            visible,
            key,
            value,
            causal=causal,
            start=start,
            output_attentions=output_attentions,
        )
        return self.output(output, hidden), weights


class BertIntermediate(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t f]
        return self.activation(self.dense(hidden))


class BertOutput(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.intermediate_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, residual):  # [b t f], [b t d] -> [b t d]
        return self.LayerNorm(self.dropout(self.dense(hidden)) + residual)


class BertLayer(nn.Block):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.attention = BertAttention(config, relative=True)
        if config.add_cross_attention:
            source = getattr(config, "encoder_hidden_size", None)
            self.crossattention = BertAttention(config, relative=False, source=source)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)
        self.is_decoder = config.is_decoder
        self.chunk_size = config.chunk_size_feed_forward

    def forward(
        self, hidden, visible, context, context_visible, past, *, layer, causal, output_attentions
    ):
        """[b t d] -> [b t d], weights, cross weights, (keys, values), cross (keys, values)."""
        key, value = kv_cache.extend(past, layer, *self.attention.self.project(hidden))
        hidden, weights = self.attention(
            hidden,
            visible,
            key,
            value,
            causal=causal,
            start=kv_cache.filled(past),
            output_attentions=output_attentions,
        )
        cross, cross_weights = None, None
        if context is not None:
            if past is not None and past.cross_keys is not None:
                cross = past.cross_keys[layer], past.cross_values[layer]
            else:
                cross = self.crossattention.self.project(context)
            hidden, cross_weights = self.crossattention(
                hidden,
                context_visible,
                *cross,
                causal=False,
                start=0,
                output_attentions=output_attentions,
            )
        hidden = in_chunks(self.feed_forward, hidden, self.chunk_size)
        return hidden, weights, cross_weights, (key, value), cross

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(self.intermediate(hidden), hidden)


class BertEncoder(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.layer = nn.ModuleList(BertLayer(config) for _ in range(config.num_hidden_layers))

    def forward(
        self,
        hidden,
        visible,
        context,
        context_visible,
        past,
        *,
        causal,
        use_cache,
        output_attentions,
        output_hidden_states,
    ):
        tokens = ops.shape(hidden)[1]
        states, attentions, cross_attentions = (hidden,), (), ()
        presents, cross_presents = (), ()
        for index, layer in enumerate(self.layer):
            hidden, weights, cross_weights, present, cross = layer(
                hidden,
                visible,
                context,
                context_visible,
                past,
                layer=index,
                causal=causal,
                output_attentions=output_attentions,
            )
            states += (hidden,)
            attentions += (weights,)
            presents += (present,)
            if cross is not None:
                cross_attentions += (cross_weights,)
                cross_presents += (cross,)
        with_cross = output_attentions and context is not None
        return BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden,
            past_key_values=(
                kv_cache.advanced(past, tokens, presents, cross_presents) if use_cache else None
            ),
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            cross_attentions=cross_attentions if with_cross else None,
        )


class BertPooler(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden):  # [b t d] -> [b d], from the first token
        return ops.tanh(self.dense(hidden[:, 0]))


class BertPredictionHeadTransform(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden):
        return self.LayerNorm(self.activation(self.dense(hidden)))


class BertLMPredictionHead(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.transform = BertPredictionHeadTransform(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)
        # Published checkpoints have the decoder's bias under this name; the two are tied.
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.transform(hidden))


class BertOnlyMLMHead(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.predictions = BertLMPredictionHead(config)

    def forward(self, hidden):
        return self.predictions(hidden)


class BertOnlyNSPHead(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.seq_relationship = nn.Linear(config.hidden_size, 2)

    def forward(self, pooled):  # [b d] -> [b 2]
        return self.seq_relationship(pooled)


class BertPreTrainingHeads(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.predictions = BertLMPredictionHead(config)
        self.seq_relationship = nn.Linear(config.hidden_size, 2)

    def forward(self, hidden, pooled):  # -> [b t v], [b 2]
        return self.predictions(hidden), self.seq_relationship(pooled)


class BertStack:
    """What BERT and its kin do with their `embed`, `encoder` and `pooler` (None if it has none).

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.
        encoder_hidden_states: [b k d], what a decoder attends to; encoder_attention_mask [b k].
        past_key_values: a KeyValueCache from an earlier call (decoder only).

    Returns:
        BaseModelOutputWithPoolingAndCrossAttentions: last_hidden_state [b t d], pooler_output
        [b d], the cache of a decoder, and on request hidden_states and attentions.
    """

    config: BertConfig
    embeddings: BertEmbeddings
    encoder: BertEncoder
    pooler: BertPooler | None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        """Vectors [b t d] of tokens that stand at `start` and after."""
        raise NotImplementedError

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        decoder = self.config.is_decoder
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if encoder_hidden_states is not None and not self.config.add_cross_attention:
            raise InputError(
                "encoder_hidden_states were passed, but this model has no cross-attention; "
                "build it with is_decoder=True, add_cross_attention=True."
            )
        past = past_key_values if decoder else None
        start = kv_cache.filled(past)
        hidden = self.embed(input_ids, token_type_ids, position_ids, inputs_embeds, start=start)
        if decoder:
            visible, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        else:
            visible, causal = attention_masks.visible_keys(attention_mask), False
        output = self.encoder(
            hidden,
            visible,
            encoder_hidden_states,
            attention_masks.visible_keys(encoder_attention_mask),
            past,
            causal=causal,
            use_cache=decoder and (self.config.use_cache if use_cache is None else use_cache),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return BaseModelOutputWithPoolingAndCrossAttentions(
            last_hidden_state=output.last_hidden_state,
            pooler_output=None if self.pooler is None else self.pooler(output.last_hidden_state),
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            cross_attentions=output.cross_attentions,
        )


class BertPreTrainedModel(nn.PreTrainedModel):
    """What all BERT models share."""

    config_class = BertConfig
    base_model_prefix = "bert"
    ignored_keys = (r"embeddings\.token_type_ids$",)  # constant zeros in some older files
    optional_parts = (r"(^|\.)pooler\.", r"\.crossattention\.")


TIED_DECODER = {
    "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
}


class BertModel(BertStack, BertPreTrainedModel):
    """BERT without a head."""

    def __init__(self, config: BertConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = BertEmbeddings(config, size=config.hidden_size)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        return self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=start)


class BertForPreTraining(OutputEmbeddings, BertPreTrainedModel):
    """Masked words and next sentence, as BERT was trained: labels [b t], -100 for words that
    do not count, and next_sentence_label [b], 0 if the second sentence follows the first."""

    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def __init__(self, config: BertConfig):
        super().__init__(config)
        self.bert = BertModel(config)
        self.cls = BertPreTrainingHeads(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        next_sentence_label=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        words, follows = self.cls(output.last_hidden_state, output.pooler_output)
        loss = None
        if labels is not None and next_sentence_label is not None:
            loss = token_loss(words, labels) + token_loss(follows, next_sentence_label)
        return BertForPreTrainingOutput(
            loss=loss,
            prediction_logits=words,
            seq_relationship_logits=follows,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class BertLMHeadModel(CausalLM, BertPreTrainedModel):
    base_class = BertModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: BertConfig) -> None:
        self.cls = BertOnlyMLMHead(config)

    def logits(self, hidden):
        return self.cls(hidden)


class BertForMaskedLM(MaskedLM, BertPreTrainedModel):
    base_class = BertModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: BertConfig) -> None:
        self.cls = BertOnlyMLMHead(config)

    def logits(self, hidden):
        return self.cls(hidden)


class BertForNextSentencePrediction(BertPreTrainedModel):
    """Does the second sentence follow the first? labels [b]: 0 yes, 1 no."""

    def __init__(self, config: BertConfig):
        super().__init__(config)
        self.bert = BertModel(config)
        self.cls = BertOnlyNSPHead(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.cls(output.pooler_output)
        return NextSentencePredictorOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


def classifier_dropout(config: BertConfig) -> float:
    """The dropout before a classifier: the network's own, unless the config names another."""
    p = config.classifier_dropout
    return config.hidden_dropout_prob if p is None else p


class BertForSequenceClassification(SequenceClassification, BertPreTrainedModel):
    base_class = BertModel

    def add_head(self, config: BertConfig) -> None:
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output):
        return self.classifier(self.dropout(output.pooler_output))


class BertForMultipleChoice(MultipleChoice, BertPreTrainedModel):
    base_class = BertModel

    def add_head(self, config: BertConfig) -> None:
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.classifier = nn.Linear(config.hidden_size, 1)

    def score(self, output):
        return self.classifier(self.dropout(output.pooler_output))


class BertForTokenClassification(TokenClassification, BertPreTrainedModel):
    base_class = BertModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: BertConfig) -> None:
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output):
        return self.classifier(self.dropout(output.last_hidden_state))


class BertForQuestionAnswering(QuestionAnswering, BertPreTrainedModel):
    base_class = BertModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: BertConfig) -> None:
        self.qa_outputs = nn.Linear(config.hidden_size, 2)

    def score(self, output):
        return self.qa_outputs(output.last_hidden_state)


HEADS = {
    "base": BertModel,
    "text-encoding": BertModel,
    "pretraining": BertForPreTraining,
    "causal-lm": BertLMHeadModel,
    "masked-lm": BertForMaskedLM,
    "next-sentence-prediction": BertForNextSentencePrediction,
    "sequence-classification": BertForSequenceClassification,
    "multiple-choice": BertForMultipleChoice,
    "token-classification": BertForTokenClassification,
    "question-answering": BertForQuestionAnswering,
}
