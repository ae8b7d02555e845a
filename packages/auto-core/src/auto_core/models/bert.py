"""BERT: Devlin et al., 2018, arXiv:1810.04805.

A bidirectional transformer encoder whose blocks normalise after each residual sum, with learnt
absolute positions (or relative ones, Huang et al., 2020, arXiv:2009.13658) and segment
embeddings. With `is_decoder` its attention is causal, it keeps a cache and may attend to another
encoder.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, f feed-forward,
v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs import PreTrainedConfig
from auto_core.configs.bert import BertConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    BaseModelOutputWithPoolingAndCrossAttentions,
    BertForPreTrainingOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded, split_heads
from ..blocks.chunking import in_chunks
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.position_ids import unpadded_positions
from ..blocks.text_heads import (
    DECODER_INPUTS,
    CausalLM,
    MaskedLM,
    MultipleChoice,
    NextSentencePrediction,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)

# Blocks that other architectures share take any config with BERT's field names.


class BertEmbeddings(nn.Module):
    """Embeddings of tokens, segments and, unless these are relative, positions, of a `size`.

    The row `pad_position` of the table of positions is padding's.
    """

    has_norm = True

    def __init__(self, config: PreTrainedConfig, *, size: int, pad_position: int | None = None):
        super().__init__()
        d = size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(
            config.max_position_embeddings, d, padding_idx=pad_position
        )
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps) if self.has_norm else None
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.absolute = config.position_embedding_type == "absolute"

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            positions = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0) + start
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = embeds + self.token_type_embeddings(token_type_ids)
        if self.absolute:
            hidden = hidden + self.position_embeddings(position_ids)
        return self.dropout(hidden if self.LayerNorm is None else self.LayerNorm(hidden))  # [b t d]


class BertSelfAttention(nn.Module):
    """Attention to the tokens themselves or to another sequence, whose hidden states have the
    size `source` (by default hidden_size)."""

    def __init__(self, config: PreTrainedConfig, *, relative: bool, source: int | None = None):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        bias = getattr(config, "use_bias", True)
        self.query = nn.Linear(d, d, bias=bias)
        self.key = nn.Linear(source or d, d, bias=bias)
        self.value = nn.Linear(source or d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)
        self.scheme = config.position_embedding_type if relative else "absolute"
        self.max_positions = config.max_position_embeddings
        if self.scheme != "absolute":
            self.distance_embedding = nn.Embedding(2 * self.max_positions - 1, self.head_size)

    def project(self, hidden):  # [b k d] -> two of [b k h s]
        keys, values = self.key(hidden), self.value(hidden)
        return split_heads(keys, self.head_size), split_heads(values, self.head_size)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        query = split_heads(self.query(hidden), self.head_size)
        key, value = attend.project(self.project, hidden if source is None else source)
        bias = self.relative_bias(query, key, attend.start)
        options = dict(scale=self.head_size**-0.5, bias=bias, dropout=self.dropout)
        return attend(query, key, value, **options)

    def relative_bias(self, query, key, start):  # -> [b h q k] or None
        if self.scheme == "absolute":
            return None
        queries, keys = ops.shape(query)[1], ops.shape(key)[1]
        left = ops.arange(0, queries, like=query, dtype="int64") + start
        right = ops.arange(0, keys, like=query, dtype="int64")
        distance = ops.unsqueeze(left, 1) - ops.unsqueeze(right, 0) + (self.max_positions - 1)
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
    self_class, output_class = BertSelfAttention, BertSelfOutput

    def __init__(self, config: PreTrainedConfig, *, relative: bool, source: int | None = None):
        super().__init__()
        self.self = self.self_class(config, relative=relative, source=source)
        self.output = self.output_class(config)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        return self.output(self.self(hidden, attend, source), hidden)


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
    attention_class = BertAttention
    intermediate_class, output_class = BertIntermediate, BertOutput

    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.attention = self.attention_class(config, relative=True)
        if config.add_cross_attention:
            source = getattr(config, "encoder_hidden_size", None)
            self.crossattention = self.attention_class(config, relative=False, source=source)
        self.intermediate = self.intermediate_class(config)
        self.output = self.output_class(config)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, attend, encoder_hidden_states=None, cross_attend=None):
        """[b t d], [b k d] -> [b t d]"""
        hidden = self.attention(hidden, attend)
        if encoder_hidden_states is not None:
            hidden = self.crossattention(hidden, cross_attend, encoder_hidden_states)
        return in_chunks(self.feed_forward, hidden, self.chunk_size)

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(self.intermediate(hidden), hidden)


class BertEncoder(nn.Module):
    """The layers. Its masks are boolean, [b|1 1 t|1 k]."""

    layer_class = BertLayer

    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)

    def forward(
        self,
        hidden,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past=None,
        *,
        causal: bool = False,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        hidden, shared = self.start(hidden, past)
        recorder.add_hidden_state(hidden)
        for index, layer in enumerate(self.layer):
            attend = Attention(recorder, attention_mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, encoder_attention_mask, past=past, layer=index)
            hidden = layer(hidden, attend, encoder_hidden_states, cross_attend, *shared)
            hidden = self.finish(hidden) if index == len(self.layer) - 1 else hidden
            recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)

    def start(self, hidden, past) -> tuple[Any, tuple[Any, ...]]:
        """What the first layer gets [b t d], and what every layer gets last."""
        return hidden, ()

    def finish(self, hidden):  # [b t d] -> [b t d], of the last layer
        return hidden


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
    transform_class: type = BertPredictionHeadTransform

    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.transform = self.transform_class(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)
        # Published checkpoints have the decoder's bias under this name; the two are tied.
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.transform(hidden))


class BertOnlyMLMHead(nn.Module):
    predictions_class: type = BertLMPredictionHead

    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.predictions = self.predictions_class(config)

    def forward(self, hidden):
        return self.predictions(hidden)


class BertOnlyNSPHead(nn.Module):
    def __init__(self, config: BertConfig):
        super().__init__()
        self.seq_relationship = nn.Linear(config.hidden_size, 2)

    def forward(self, pooled):  # [b d] -> [b 2]
        return self.seq_relationship(pooled)


class BertPreTrainingHeads(nn.Module):
    predictions_class: type = BertLMPredictionHead

    def __init__(self, config: BertConfig):
        super().__init__()
        self.predictions = self.predictions_class(config)
        self.seq_relationship = nn.Linear(config.hidden_size, 2)

    def forward(self, hidden, pooled):  # -> [b t v], [b 2]
        return self.predictions(hidden), self.seq_relationship(pooled)


class BertStack:
    """A BERT-like encoder: `embeddings`, `encoder` and `pooler` (None if it has none).

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
        """Embeddings [b t d] of tokens, the first of which is at the position `start`."""
        return self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=start)

    def pool(self, hidden):  # [b t d] -> [b d]
        return self.pooler(hidden)

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
        self.check_inputs(input_ids, inputs_embeds, encoder_hidden_states)
        start = kv_cache.filled(past_key_values if self.config.is_decoder else None)
        hidden = self.embed(input_ids, token_type_ids, position_ids, inputs_embeds, start=start)
        return self.encode_embedded(
            hidden,
            attention_mask,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def check_inputs(self, input_ids, inputs_embeds, encoder_hidden_states) -> None:
        """Refuse both ids and their embeddings, and a sequence that no layer attends to."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if encoder_hidden_states is not None and not self.config.add_cross_attention:
            raise InputError(
                "encoder_hidden_states were passed, but this model has no cross-attention; "
                "build it with is_decoder=True, add_cross_attention=True."
            )

    def encode_embedded(
        self,
        hidden,
        attention_mask,
        encoder_hidden_states,
        encoder_attention_mask,
        past_key_values,
        *,
        use_cache: bool | None,
        output_attentions: bool,
        output_hidden_states: bool,
        **further: Any,
    ):
        """The output, from the embeddings [b t d]; `further` is passed to the encoder."""
        decoder = self.config.is_decoder
        past = past_key_values if decoder else None
        if decoder:
            mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        else:
            mask, causal = attention_masks.boolean_mask(attention_mask), False
        output = self.encoder(
            hidden,
            mask,
            encoder_hidden_states,
            attention_masks.boolean_mask(encoder_attention_mask),
            past,
            causal=causal,
            use_cache=decoder and (self.config.use_cache if use_cache is None else use_cache),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            **further,
        )
        output = self.finish(output)
        pooled = None if self.pooler is None else self.pool(output.last_hidden_state)
        return BaseModelOutputWithPoolingAndCrossAttentions.of(output, pooler_output=pooled)

    def finish(self, output):
        """The encoder's output, with what this model does to its last hidden state."""
        return output


class BertTower:
    """BERT's encoder of texts beside another encoder, without a decoder's parts.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids, position_ids: [b t].

    Returns the pooled first token of each text as `pooler_output` [b d].
    """

    # Whether positions count as RoBERTa's: tokens that are not padding, from pad_token_id + 1.
    counts_from_padding = False

    def __init__(self, config: PreTrainedConfig, add_pooling_layer: bool = True):
        super().__init__(config)  # type: ignore[call-arg]
        self.pad = config.pad_token_id
        position = self.pad if self.counts_from_padding else None
        self.embeddings = BertEmbeddings(config, size=config.hidden_size, pad_position=position)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

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
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if position_ids is None and self.counts_from_padding:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=self.pad, start=0)
        hidden = self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=0)
        output = self.encoder(
            hidden,
            attention_masks.boolean_mask(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


class BertPreTrainedModel(nn.PreTrainedModel):
    """What all BERT models share."""

    config_class = BertConfig
    base_model_prefix = "bert"
    ignored_keys = (r"embeddings\.token_type_ids$",)  # constant zeros in some older files
    optional_parts = (r"(^|\.)pooler\.", r"\.crossattention\.")
    splits_attention = True
    # The parts that variations of this family replace.
    embeddings_class, encoder_class, pooler_class = BertEmbeddings, BertEncoder, BertPooler


TIED_DECODER = {
    "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
}


class BertModel(BertStack, BertPreTrainedModel):
    """BERT without a head."""

    def __init__(self, config: BertConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config, size=config.hidden_size)
        self.encoder = self.encoder_class(config)
        self.pooler = self.pooler_class(config) if add_pooling_layer else None


class BertForPreTraining(OutputEmbeddings, Head, BertPreTrainedModel):
    """The masked tokens and the next sentence, as BERT was trained: labels [b t], -100 for tokens
    that do not count, and next_sentence_label [b], 0 if the second sentence follows the first."""

    base_class = BertModel
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"
    excluded_inputs = DECODER_INPUTS
    head_class: type = BertPreTrainingHeads

    def add_head(self, config: BertConfig) -> None:
        self.cls = self.head_class(config)

    def forward(self, labels=None, next_sentence_label=None, **inputs: Any):
        output = self.encode(**inputs)
        tokens, follows = self.cls(output.last_hidden_state, output.pooler_output)
        loss = None
        if labels is not None and next_sentence_label is not None:
            loss = token_loss(tokens, labels) + token_loss(follows, next_sentence_label)
        return BertForPreTrainingOutput.of(
            output, loss=loss, prediction_logits=tokens, seq_relationship_logits=follows
        )


class BertTokenScores:  # what the two heads share that score tokens
    base_class = BertModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"
    head_class: type = BertOnlyMLMHead

    def add_head(self, config: BertConfig) -> None:
        self.cls = self.head_class(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.cls(hidden)


class BertLMHeadModel(BertTokenScores, CausalLM, BertPreTrainedModel):
    pass


class BertForMaskedLM(BertTokenScores, MaskedLM, BertPreTrainedModel):
    pass


class BertForNextSentencePrediction(NextSentencePrediction, BertPreTrainedModel):
    base_class = BertModel

    def add_head(self, config: BertConfig) -> None:
        self.cls = BertOnlyNSPHead(config)

    def score(self, output):
        return self.cls(output.pooler_output)


class BertForSequenceClassification(SequenceClassification, BertPreTrainedModel):
    base_class = BertModel


class BertForMultipleChoice(MultipleChoice, BertPreTrainedModel):
    base_class = BertModel


class BertForTokenClassification(TokenClassification, BertPreTrainedModel):
    base_class = BertModel
    base_options = {"add_pooling_layer": False}


class BertForQuestionAnswering(QuestionAnswering, BertPreTrainedModel):
    base_class = BertModel
    base_options = {"add_pooling_layer": False}


PREFIX = "Bert"
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
