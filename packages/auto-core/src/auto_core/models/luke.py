"""LUKE: Yamada et al., 2020, arXiv:2010.01057.

RoBERTa's network for tokens and entities, which are one sequence; a query depends on whether the
keys are tokens or entities.

b batch, t tokens, e entities, n = t + e, p positions of an entity, h heads, s size of a head,
d hidden, v vocabulary, w entity vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.luke import LukeConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseLukeModelOutputWithPooling,
    EntityClassificationOutput,
    EntityPairClassificationOutput,
    EntitySpanClassificationOutput,
    LukeMaskedLMOutput,
    LukeMultipleChoiceModelOutput,
    LukeQuestionAnsweringModelOutput,
    LukeSequenceClassifierOutput,
    LukeTokenClassifierOutput,
)
from auto_core.recorder import Recorder, Recording

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.attention_masks import boolean_mask
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.position_ids import unpadded_positions
from ..blocks.text_heads import (
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertAttention, BertEmbeddings, BertLayer, BertPooler
from .roberta import RobertaLMHead


class LukeEntityEmbeddings(nn.Module):
    """Embeddings of entities, which stand at several positions; -1 is none."""

    def __init__(self, config: LukeConfig):
        super().__init__()
        d, size = config.hidden_size, config.entity_emb_size
        self.entity_embeddings = nn.Embedding(config.entity_vocab_size, size, padding_idx=0)
        self.entity_embedding_dense = None
        if size != d:
            self.entity_embedding_dense = nn.Linear(size, d, bias=False)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, entity_ids, position_ids, token_type_ids):
        """[b e], [b e p], [b e] -> [b e d]"""
        hidden = self.entity_embeddings(entity_ids)
        if self.entity_embedding_dense is not None:
            hidden = self.entity_embedding_dense(hidden)
        there = ops.unsqueeze(ops.cast(position_ids != -1, ops.dtype(hidden)), 3)
        positions = self.position_embeddings(ops.clamp(position_ids, min=0)) * there
        count = ops.clamp(ops.sum(there, 2), min=1e-7)
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=entity_ids)
        hidden = hidden + ops.sum(positions, 2) / count
        hidden = hidden + self.token_type_embeddings(token_type_ids)
        return self.dropout(self.LayerNorm(hidden))


class EntityAttention(Recording):
    """Attention of a layer to tokens and entities.

    Args:
        attend: to all of them.
        tokens: how many are tokens; None if there are no entities.
    """

    def __init__(self, attend: Attention, tokens: Any):
        self.recorder, self.attend, self.tokens = attend.recorder, attend, tokens

    def recording_in(self, recorder: Recorder) -> EntityAttention:
        return EntityAttention(self.attend.recording_in(recorder), self.tokens)


class LukeSelfAttention(nn.Module):
    def __init__(self, config: LukeConfig, *, relative: bool, source: int | None = None):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.query, self.key, self.value = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.aware = config.use_entity_aware_attention
        if self.aware:
            self.w2e_query, self.e2w_query = nn.Linear(d, d), nn.Linear(d, d)
            self.e2e_query = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend: EntityAttention, source=None):  # [b n d] -> [b n d]
        key, value = (
            split_heads(x, self.head_size) for x in (self.key(hidden), self.value(hidden))
        )
        options: dict[str, Any] = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        tokens = attend.tokens
        if tokens is None or not self.aware:
            query = split_heads(self.query(hidden), self.head_size)
            return attend.attend(query, key, value, **options)
        words, entities = hidden[:, :tokens], hidden[:, tokens:]
        to_words = ops.cat([self.query(words), self.e2w_query(entities)], 1)
        to_entities = ops.cat([self.w2e_query(words), self.e2e_query(entities)], 1)
        # Of two queries side by side, a key has zeros for the one that is not meant for it.
        query = [split_heads(x, self.head_size) for x in (to_words, to_entities)]
        none = ops.zeros((1, 1, 1, 1), like=key)
        word = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64") < tokens
        word = ops.reshape(word, (1, -1, 1, 1))
        key = ops.cat([ops.where(word, key, none), ops.where(word, none, key)], 3)
        return attend.attend(ops.cat(query, 3), key, value, **options)


class LukeAttention(BertAttention):
    self_class = LukeSelfAttention  # type: ignore[assignment]


class LukeLayer(BertLayer):
    attention_class = LukeAttention


class LukeEncoder(nn.Module):
    def __init__(self, config: LukeConfig, layer_class: type = LukeLayer):
        super().__init__()
        self.layer = nn.ModuleList(layer_class(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden, attend: EntityAttention):  # [b n d] -> [b n d]
        attend.recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden = layer(hidden, attend)
            attend.recorder.add_hidden_state(hidden)
        return hidden


class LukePreTrainedModel(nn.PreTrainedModel):
    """What all LUKE models share."""

    config_class = LukeConfig
    base_model_prefix = "luke"
    layer_class = LukeLayer  # a part that variations of this family replace
    ignored_keys = (r"embeddings\.position_ids$",)
    optional_parts = (r"(^|\.)pooler\.",)
    input_order = (
        "input_ids",
        "attention_mask",
        "token_type_ids",
        "position_ids",
        "entity_ids",
        "entity_attention_mask",
        "entity_token_type_ids",
        "entity_position_ids",
    )


class LukeModel(LukePreTrainedModel):
    """LUKE without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], counted over the tokens that are not padding by default.
        entity_ids: [b e], with entity_position_ids [b e p], -1 for none, and, 1 and 0 by default,
            entity_attention_mask and entity_token_type_ids [b e].

    Returns:
        BaseLukeModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d],
        entity_last_hidden_state [b e d], and on request hidden states and attentions [b h n n].
    """

    def __init__(self, config: LukeConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.pad = config.pad_token_id
        size = config.hidden_size
        self.embeddings = BertEmbeddings(config, size=size, pad_position=self.pad)
        self.entity_embeddings = LukeEntityEmbeddings(config)
        self.encoder = LukeEncoder(config, self.layer_class)
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
        entity_ids=None,
        entity_attention_mask=None,
        entity_token_type_ids=None,
        entity_position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if (entity_ids is None) != (entity_position_ids is None):
            raise InputError("Pass entity_ids and entity_position_ids together.")
        if position_ids is None:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=self.pad)
        hidden = self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=0)
        tokens, mask = None, attention_mask
        if entity_ids is not None:
            tokens = ops.shape(hidden)[1]
            entities = self.entity_embeddings(
                entity_ids, entity_position_ids, entity_token_type_ids
            )
            mask = joined_mask(mask, entity_attention_mask, hidden, entities)
            hidden = ops.cat([hidden, entities], 1)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = EntityAttention(Attention(recorder, boolean_mask(mask)), tokens)
        hidden = self.encoder(hidden, attend)
        states = recorder.hidden_states
        entity: dict[str, Any] = {}
        if tokens is not None:
            entity["entity_last_hidden_state"] = hidden[:, tokens:]
            if states is not None:
                entity["entity_hidden_states"] = tuple(x[:, tokens:] for x in states)
                states = tuple(x[:, :tokens] for x in states)
            hidden = hidden[:, :tokens]
        return BaseLukeModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=states,
            attentions=recorder.attentions,
            **entity,
        )


def joined_mask(attention_mask, entity_attention_mask, hidden, entities):
    """[b n] of tokens and entities, or None if all are."""
    if attention_mask is None and entity_attention_mask is None:
        return None
    given = zip((attention_mask, entity_attention_mask), (hidden, entities), strict=True)
    return ops.cat(
        [
            ops.ones(ops.shape(like)[:2], like=like, dtype="int64")
            if mask is None
            else ops.cast(mask, "int64")
            for mask, like in given
        ],
        1,
    )


class EntityPredictionHeadTransform(nn.Module):
    def __init__(self, config: LukeConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.entity_emb_size)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(config.entity_emb_size, eps=config.layer_norm_eps)

    def forward(self, hidden):
        return self.LayerNorm(self.activation(self.dense(hidden)))


class EntityPredictionHead(nn.Module):
    def __init__(self, config: LukeConfig):
        super().__init__()
        self.transform = EntityPredictionHeadTransform(config)
        self.decoder = nn.Linear(config.entity_emb_size, config.entity_vocab_size, bias=False)
        self.bias = nn.Parameter((config.entity_vocab_size,), init="zeros")

    def forward(self, hidden):  # [b e d] -> [b e w]
        return self.decoder(self.transform(hidden)) + ops.asarray(self.bias)


class LukeForMaskedLM(OutputEmbeddings, Head, LukePreTrainedModel):
    """The masked tokens and entities: labels [b t] and entity_labels [b e], -100 where they do not
    count. The tokens' matrix is one of its own, as upstream's."""

    base_class = LukeModel
    output_embeddings = "lm_head.decoder"
    tied_weights = {
        "entity_predictions.decoder.weight": "luke.entity_embeddings.entity_embeddings.weight",
        "lm_head.bias": "lm_head.decoder.bias",
    }
    input_order = (*LukePreTrainedModel.input_order, "labels", "entity_labels", "inputs_embeds")

    def add_head(self, config: LukeConfig) -> None:
        self.lm_head = RobertaLMHead(config)
        self.entity_predictions = EntityPredictionHead(config)

    def forward(self, labels=None, entity_labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits, entities = self.lm_head(output.last_hidden_state), None
        if output.entity_last_hidden_state is not None:
            entities = self.entity_predictions(output.entity_last_hidden_state)
        losses: list[Any] = [None, None]
        if labels is not None:
            losses[0] = token_loss(logits, labels, num_items_in_batch)
        if entity_labels is not None and entities is not None:
            losses[1] = token_loss(entities, entity_labels, num_items_in_batch)
        found = [loss for loss in losses if loss is not None]
        return LukeMaskedLMOutput.of(
            output,
            loss=sum(found[1:], found[0]) if found else None,
            mlm_loss=losses[0],
            mep_loss=losses[1],
            logits=logits,
            entity_logits=entities,
        )


class LukeForSequenceClassification(SequenceClassification, LukePreTrainedModel):
    base_class = LukeModel
    output_class = LukeSequenceClassifierOutput


class LukeForMultipleChoice(MultipleChoice, LukePreTrainedModel):
    base_class = LukeModel
    output_class = LukeMultipleChoiceModelOutput


class LukeForTokenClassification(TokenClassification, LukePreTrainedModel):
    base_class = LukeModel
    base_options = {"add_pooling_layer": False}
    output_class = LukeTokenClassifierOutput


class LukeForQuestionAnswering(QuestionAnswering, LukePreTrainedModel):
    base_class = LukeModel
    base_options = {"add_pooling_layer": False}
    output_class = LukeQuestionAnsweringModelOutput


class EntityHead(Head):
    """Classes of entities. Labels are as many, or have an axis of classes, of which several or none
    may hold."""

    base_class = LukeModel
    output_class: Any
    states, bias = 1, True  # of how many hidden states a class follows

    def add_head(self, config: LukeConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        size = self.states * config.hidden_size
        self.classifier = nn.Linear(size, config.num_labels, bias=self.bias)

    def encode(self, **inputs: Any) -> Any:
        if inputs.get("entity_ids") is None:
            raise InputError("Pass entity_ids and entity_position_ids: classes are of entities.")
        return super().encode(**inputs)

    def classified(self, output, features, labels):
        """The output of this head, from features [... k*d]."""
        logits, loss = self.classifier(self.dropout(features)), None
        if labels is not None and len(ops.shape(labels)) < len(ops.shape(logits)):
            loss = token_loss(logits, labels)
        elif labels is not None:
            labels = ops.cast(labels, ops.dtype(logits))
            loss = ops.binary_cross_entropy_with_logits(logits, labels)
        return self.output_class.of(output, loss=loss, logits=logits)


class LukeForEntityClassification(EntityHead, LukePreTrainedModel):
    """The class of the first entity: labels [b] or [b c]."""

    output_class = EntityClassificationOutput
    input_order = (*LukePreTrainedModel.input_order, "inputs_embeds", "labels")

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        return self.classified(output, output.entity_last_hidden_state[:, 0], labels)


class LukeForEntityPairClassification(EntityHead, LukePreTrainedModel):
    """The relation of the first entity to the second: labels [b] or [b c]."""

    output_class = EntityPairClassificationOutput
    states, bias = 2, False
    input_order = LukeForEntityClassification.input_order

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        entities = output.entity_last_hidden_state
        return self.classified(output, ops.cat([entities[:, 0], entities[:, 1]], 1), labels)


class LukeForEntitySpanClassification(EntityHead, LukePreTrainedModel):
    """The class of each entity, from it and the first and last of its tokens, whose positions are
    entity_start_positions and entity_end_positions [b e]: labels [b e] or [b e c]."""

    output_class = EntitySpanClassificationOutput
    states = 3
    input_order = (
        *LukePreTrainedModel.input_order,
        *("entity_start_positions", "entity_end_positions", "inputs_embeds", "labels"),
    )

    def forward(
        self, entity_start_positions=None, entity_end_positions=None, labels=None, **inputs: Any
    ):
        if entity_start_positions is None or entity_end_positions is None:
            raise InputError("Pass entity_start_positions and entity_end_positions.")
        output = self.encode(**inputs)
        hidden, entities = output.last_hidden_state, output.entity_last_hidden_state
        ends = (
            ops.gather(hidden, 1, ops.expand(ops.unsqueeze(index, 2), ops.shape(entities)))
            for index in (entity_start_positions, entity_end_positions)
        )
        return self.classified(output, ops.cat([*ends, entities], 2), labels)


PREFIX = "Luke"
HEADS = {
    "base": LukeModel,
    "pretraining": LukeForMaskedLM,
    "masked-lm": LukeForMaskedLM,
    "sequence-classification": LukeForSequenceClassification,
    "multiple-choice": LukeForMultipleChoice,
    "token-classification": LukeForTokenClassification,
    "question-answering": LukeForQuestionAnswering,
}
ALTERNATIVES = {
    "sequence-classification": (LukeForEntityClassification, LukeForEntityPairClassification),
    "token-classification": (LukeForEntitySpanClassification,),
}
