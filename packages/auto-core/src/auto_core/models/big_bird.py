"""BigBird: Zaheer et al., 2020, arXiv:2007.14062.

BERT's network with block-sparse attention to long texts; to short ones, and as a decoder, its
attention is full.

b batch, t tokens, h heads, s size of a head, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.big_bird import BigBirdConfig
from auto_core.outputs import (
    BertForPreTrainingOutput,
    BigBirdForQuestionAnsweringModelOutput,
)
from auto_core.recorder import Recorder, Recording

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import recorded, split_heads
from ..blocks.block_sparse import block_sparse_attention, known_tokens, random_blocks
from ..blocks.losses import token_loss
from ..blocks.text_heads import QuestionAnswering, classifier_dropout
from ..blocks.variation import variation
from . import bert


class BigBirdEmbeddings(bert.BertEmbeddings):
    def __init__(self, config: BigBirdConfig, **options: Any):
        super().__init__(config, **options)
        self.scale = config.hidden_size**0.5 if config.rescale_embeddings else 1.0

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        hidden = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            positions = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0) + start
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = hidden * self.scale + self.token_type_embeddings(token_type_ids)
        return self.LayerNorm(self.dropout(hidden + self.position_embeddings(position_ids)))


class SparseAttention(Recording):
    """Attention of a layer to some blocks.

    Args:
        recorder: of this forward pass.
        token: [b t], True for tokens; t is a multiple of the size of blocks.
        seed: of the random blocks, in training.
    """

    def __init__(self, recorder: Recorder, token, seed: int):
        self.recorder, self.token, self.seed = recorder, token, seed


class SparseBlocks(nn.Module):
    """What attends to some blocks: [b t h s] of queries, keys and values -> [b t d]."""

    def __init__(self, config: Any, heads: int):
        super().__init__()
        self.heads, self.size = heads, config.block_size
        self.chosen, self.most = config.num_random_blocks, config.max_position_embeddings

    def forward(self, query, key, value, attend: SparseAttention):
        tokens = known_tokens(ops.shape(query)[1])
        seed = attend.seed if nn.in_training(self) else None
        random = random_blocks(
            tokens, self.size, self.chosen, self.heads, seed=seed, most=self.most
        )
        output, weights = block_sparse_attention(
            query,
            key,
            value,
            attend.token,
            size=self.size,
            random=random,
            scale=ops.shape(query)[3] ** -0.5,
            weights=attend.recorder.wants_attentions,
        )
        if weights is not None:
            attend.recorder.add("attentions", weights)
        return output


class BigBirdSelfAttention(bert.BertSelfAttention):
    def __init__(self, config: BigBirdConfig, **options: Any):
        super().__init__(config, **options)
        self.sparse = SparseBlocks(config, config.num_attention_heads)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        if not isinstance(attend, SparseAttention):
            return super().forward(hidden, attend, source)
        query = split_heads(self.query(hidden), self.head_size)
        return self.sparse(query, *self.project(hidden), attend)


class BigBirdAttention(bert.BertAttention):
    self_class = BigBirdSelfAttention


class BigBirdLayer(bert.BertLayer):
    attention_class = BigBirdAttention


def padded(hidden, token, size: int):
    """Hidden states [b t d] and tokens [b t] (None: all) with padding to whole blocks."""
    batch, tokens, _ = ops.shape(hidden)
    if token is None:
        token = ops.ones((batch, tokens), like=hidden, dtype="int64")
    missing = -tokens % size
    hidden = ops.pad(hidden, [(0, 0), (0, missing), (0, 0)], value=0.0)
    token = ops.pad(ops.cast(token, "int64"), [(0, 0), (0, missing)], value=0)
    return hidden, token != 0


class BigBirdEncoder(bert.BertEncoder):
    layer_class = BigBirdLayer

    def __init__(self, config: BigBirdConfig):
        super().__init__(config)
        self.config = config

    def forward(
        self,
        hidden,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        **options: Any,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        config, tokens = self.config, ops.shape(hidden)[1]
        full = config.attention_type == "original_full" or config.is_decoder
        if full or not config.is_sparse(known_tokens(tokens)):
            return super().forward(
                hidden,
                attention_mask,
                encoder_hidden_states,
                encoder_attention_mask,
                past,
                **requests,
                **options,
            )
        token = None if attention_mask is None else attention_mask[:, 0, 0]
        hidden, token = padded(hidden, token, config.block_size)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        recorder.add_hidden_state(hidden[:, :tokens])
        for index, layer in enumerate(self.layer):
            hidden = layer(hidden, SparseAttention(recorder, token, index))
            recorder.add_hidden_state(hidden[:, :tokens])
        return recorded(recorder, hidden[:, :tokens])


def make_pooler(config: BigBirdConfig) -> nn.Linear:
    """The pooler, which has no name of its own in checkpoints."""
    return nn.Linear(config.hidden_size, config.hidden_size)


class BigBirdPreTrainedModel(bert.BertPreTrainedModel):
    """What all BigBird models share."""

    config_class = BigBirdConfig
    splits_attention = False  # the random blocks are of all heads
    embeddings_class, encoder_class = BigBirdEmbeddings, BigBirdEncoder
    pooler_class = staticmethod(make_pooler)  # type: ignore[assignment]
    ignored_keys = (r"embeddings\.(position|token_type)_ids$",)


class BigBirdModel(bert.BertModel, BigBirdPreTrainedModel):
    def pool(self, hidden):  # [b t d] -> [b d], from the first token
        return ops.tanh(self.pooler(hidden[:, 0]))


class BigBirdForPreTraining(bert.BertForPreTraining, BigBirdPreTrainedModel):
    """The masked tokens and, if next_sentence_label [b] is given, the next sentence: labels [b t],
    -100 for tokens that do not count."""

    base_class = BigBirdModel

    def forward(self, labels=None, next_sentence_label=None, **inputs: Any):
        output = self.encode(**inputs)
        tokens, follows = self.cls(output.last_hidden_state, output.pooler_output)
        loss = None if labels is None else token_loss(tokens, labels)
        if loss is not None and next_sentence_label is not None:
            loss = loss + token_loss(follows, next_sentence_label)
        return BertForPreTrainingOutput.of(
            output, loss=loss, prediction_logits=tokens, seq_relationship_logits=follows
        )


class BigBirdClassificationHead(nn.Module):
    def __init__(self, config: BigBirdConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.out_proj = nn.Linear(config.hidden_size, config.num_labels)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b c], from the first token
        first = self.dense(self.dropout(hidden[:, 0]))
        return self.out_proj(self.dropout(self.activation(first)))


class BigBirdForSequenceClassification(bert.BertForSequenceClassification, BigBirdPreTrainedModel):
    base_class = BigBirdModel

    def add_head(self, config: BigBirdConfig) -> None:
        self.classifier = BigBirdClassificationHead(config)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class BigBirdForMultipleChoice(bert.BertForMultipleChoice, BigBirdPreTrainedModel):
    base_class = BigBirdModel

    def add_head(self, config: BigBirdConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, 1)


class BigBirdForQuestionAnsweringHead(nn.Module):
    def __init__(self, config: BigBirdConfig):
        super().__init__()
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.intermediate = bert.BertIntermediate(config)
        self.output = bert.BertOutput(config)
        self.qa_outputs = nn.Linear(config.hidden_size, 2)

    def forward(self, hidden):  # [b t d] -> [b t 2]
        return self.qa_outputs(self.output(self.intermediate(self.dropout(hidden)), hidden))


class BigBirdForQuestionAnswering(QuestionAnswering, BigBirdPreTrainedModel):
    """Where an answer starts and ends behind the question: start_positions and end_positions [b].

    question_lengths [b 1], by default up to the first separator, are those of the questions, which
    have no answer but the first token; they are the first segment where no other is given.
    """

    base_class = BigBirdModel
    base_options = {"add_pooling_layer": False}
    output_class = BigBirdForQuestionAnsweringModelOutput
    input_order = (
        "input_ids",
        "attention_mask",
        "question_lengths",
        "token_type_ids",
        "position_ids",
        "inputs_embeds",
        "start_positions",
        "end_positions",
    )

    def add_head(self, config: BigBirdConfig) -> None:
        self.qa_classifier = BigBirdForQuestionAnsweringHead(config)

    def forward(
        self,
        start_positions=None,
        end_positions=None,
        question_lengths=None,
        *,
        num_items_in_batch=None,
        **inputs: Any,
    ):
        ids = inputs.get("input_ids")
        if question_lengths is None and ids is not None:
            separators = ops.cast(ids == self.config.sep_token_id, "int64")
            question_lengths = ops.unsqueeze(ops.argmax(separators, 1) + 1, 1)
        question = None
        if question_lengths is not None:
            like = inputs.get("inputs_embeds") if ids is None else ids
            position = ops.arange(0, ops.shape(like)[1], like=like, dtype="int64")
            question = ops.unsqueeze(position, 0) < question_lengths  # [b t]
            if inputs.get("token_type_ids") is None:
                inputs["token_type_ids"] = ops.cast(~question, "int64")
            question = ops.unsqueeze(question & (position > 0), 2)
        output = self.encode(**inputs)
        logits = self.qa_classifier(output.last_hidden_state)
        if question is not None:
            logits = logits - ops.cast(question, ops.dtype(logits)) * 1e6
        return self.answer(output, logits, start_positions, end_positions, num_items_in_batch)


POOLED = {"base_options": {"add_pooling_layer": True}}
HEADS = variation(
    __name__,
    "BigBird",
    bert,
    BigBirdConfig,
    without=["next-sentence-prediction"],
    heads={
        "causal-lm": POOLED | {"name": "BigBirdForCausalLM"},
        "masked-lm": POOLED,
        "token-classification": POOLED,
    },
)
