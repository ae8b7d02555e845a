"""Longformer: Beltagy et al., 2020, arXiv:2004.05150.

RoBERTa's network, whose tokens attend to a window around them. Global tokens attend to all tokens,
by projections of their own, and all tokens attend to them.

b batch, t tokens, h heads, s size of a head, d hidden, g global tokens of a text at the most,
w window, n blocks, c tokens of a block, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs import PreTrainedConfig
from auto_core.configs.longformer import LongformerConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    LongformerBaseModelOutput,
    LongformerBaseModelOutputWithPooling,
    LongformerMaskedLMOutput,
    LongformerMultipleChoiceModelOutput,
    LongformerQuestionAnsweringModelOutput,
    LongformerSequenceClassifierOutput,
    LongformerTokenClassifierOutput,
)
from auto_core.recorder import Recorder, Recording

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.local_attention import GlobalTokens, Shared, band, local_attention
from ..blocks.position_ids import unpadded_positions
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertEmbeddings, BertLayer, BertPooler, BertSelfOutput
from .roberta import RobertaClassificationHead, RobertaLMHead


class LocalAttention(Recording):
    """Attention of a layer to a window and to global tokens.

    Args:
        recorder: of this forward pass.
        token: [b t], False for padding.
        tokens: the global ones, or None.
        window: how many tokens a query attends to, half on each side.
        widest: the window of the layer that has the widest; recorded weights of global tokens are
            of so many tokens times a whole number.
    """

    def __init__(self, recorder: Recorder, token, tokens: GlobalTokens | None, windows, layer: int):
        self.recorder, self.token, self.tokens = recorder, token, tokens
        self.window, self.widest = windows[layer], max(windows)

    @property
    def local(self):
        """[b t], True for tokens that only those within their window attend to."""
        return self.token if self.tokens is None else self.token & ~self.tokens.token

    def near(self, query, key, value, *, scale: float, dropout):
        """[b t h s], three times -> [b t d] of local tokens, zeros for the others."""
        shared = None
        if self.tokens is not None:
            real = ops.unsqueeze(self.tokens.real, 1)  # [b 1 g]
            shared = Shared(self.tokens.of(key), self.tokens.of(value), real)
        size = self.window // 2
        output, weights = local_attention(
            query,
            key,
            value,
            self.local,
            size=size,
            radius=size,
            scale=scale,
            queries=self.local,
            shared=shared,
            dropout=dropout,
            return_weights=self.recorder.wants_attentions,
        )
        if weights is not None:
            self.recorder.add("attentions", self._by_distance(weights, size, ops.shape(query)[1]))
        return output

    def _by_distance(self, weights, size: int, tokens):
        """[b n h c g+3c] -> [b h t g+w+1]: of global tokens, then of the window."""
        found = band(weights[..., -3 * size :], size, size)
        found = ops.cat([weights[..., : -3 * size], found], -1)
        batch, count, heads, _, width = ops.shape(found)
        found = ops.permute(found, (0, 2, 1, 3, 4))
        return ops.reshape(found, (batch, heads, count * size, width))[:, :, :tokens]

    def far(self, query, key, value, *, scale: float, dropout):
        """[b g h s], [b t h s], [b t h s] -> [b g d] of global tokens."""
        wanted = self.recorder.wants_attentions
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=scale,
            mask=ops.unsqueeze(ops.unsqueeze(self.token, 1), 1),
            dropout=dropout,
            return_weights=wanted,
        )
        if weights is not None:
            tokens = ops.shape(key)[1]
            missing = -tokens % self.widest
            weights = ops.pad(weights, [(0, 0), (0, 0), (0, 0), (0, missing)], value=0.0)
            real = ops.unsqueeze(ops.unsqueeze(self.tokens.real, 1), 3)
            # Upstream's weights of texts with fewer global tokens than the batch has.
            weights = ops.where(real, weights, 1 / (tokens + missing))
            self.recorder.add("global_attentions", ops.transpose(weights, 2, 3))
        batch, count, heads, width = ops.shape(output)
        return ops.reshape(output, (batch, count, heads * width))


class LongformerSelfAttention(nn.Module):
    def __init__(self, size: int, heads: int, dropout: float):
        super().__init__()
        self.head_size = size // heads
        self.query = nn.Linear(size, size)
        self.key = nn.Linear(size, size)
        self.value = nn.Linear(size, size)
        self.query_global = nn.Linear(size, size)
        self.key_global = nn.Linear(size, size)
        self.value_global = nn.Linear(size, size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden, attend: LocalAttention):  # [b t d] -> [b t d]
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        projected = self.query(hidden), self.key(hidden), self.value(hidden)
        output = attend.near(*(split_heads(x, self.head_size) for x in projected), **options)
        tokens = attend.tokens
        if tokens is None:
            return output
        query = self.query_global(tokens.of(hidden))
        projected = query, self.key_global(hidden), self.value_global(hidden)
        rows = attend.far(*(split_heads(x, self.head_size) for x in projected), **options)
        return tokens.replace(output, rows)


class LongformerAttention(nn.Module):
    def __init__(self, config: PreTrainedConfig, **options: Any):
        super().__init__()
        self.self = LongformerSelfAttention(
            config.hidden_size, config.num_attention_heads, config.attention_probs_dropout_prob
        )
        self.output = BertSelfOutput(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, attend), hidden)


class LongformerLayer(BertLayer):
    attention_class = LongformerAttention


def token_kinds(attention_mask, global_attention_mask, hidden, most: int | None = None):
    """Which tokens [b t] are no padding, and the global ones among them, or None.

    Raises:
        InputError: a mask has other axes.
    """
    for name, given in (
        ("attention_mask", attention_mask),
        ("global_attention_mask", global_attention_mask),
    ):
        if given is not None and len(ops.shape(given)) != 2:
            raise InputError(f"{name} has {len(ops.shape(given))} axes; expected [b t].")
    if attention_mask is None:
        token = ops.ones(ops.shape(hidden)[:2], like=hidden, dtype="int64") != 0
    else:
        token = attention_mask != 0
    if global_attention_mask is None:
        return token, None
    tokens = GlobalTokens((global_attention_mask != 0) & token, most)
    return token, (None if tokens.none else tokens)


def check_widths(recorder: Recorder, tokens: GlobalTokens | None) -> None:
    """Refuse to record weights whose shape nobody knows yet.

    Raises:
        InputError: a graph is being made.
    """
    if recorder.wants_attentions and tokens is not None and not tokens.counted:
        raise InputError(
            "The attentions have a column for each global token, which are not counted while a "
            "graph is being made. Ask for output_attentions=True outside of it, or pass "
            "most_global_tokens, how many a text has at the most."
        )


class LongformerEncoder(nn.Module):
    layer_class = LongformerLayer

    def __init__(self, config: LongformerConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)
        self.windows = config.windows

    def forward(self, hidden, token, tokens, recorder: Recorder):  # [b t d]
        check_widths(recorder, tokens)
        recorder.add_hidden_state(hidden)
        for index, layer in enumerate(self.layer):
            hidden = layer(hidden, LocalAttention(recorder, token, tokens, self.windows, index))
            recorder.add_hidden_state(hidden)
        return LongformerBaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            global_attentions=recorder.kept.get("global_attentions"),
        )


class LongformerPreTrainedModel(nn.PreTrainedModel):
    """What all Longformer models share."""

    config_class = LongformerConfig
    base_model_prefix = "longformer"
    input_order = (
        "input_ids",
        "attention_mask",
        "global_attention_mask",
        "token_type_ids",
        "position_ids",
        "inputs_embeds",
        "labels",
    )
    optional_parts = (r"(^|\.)pooler\.",)
    ignored_keys = (r"embeddings\.position_ids$",)
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = BertEmbeddings, LongformerEncoder


class LongformerModel(LongformerPreTrainedModel):
    """Longformer without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        global_attention_mask: [b t], 1 for global tokens; none by default.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], counted over the tokens that are not padding by default.
        most_global_tokens: how many a text has at the most, where that is known: in a graph they
            cannot be counted, and all tokens might be some.
    """

    def __init__(self, config: LongformerConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.pad = config.pad_token_id
        size = config.hidden_size
        self.embeddings = self.embeddings_class(config, size=size, pad_position=self.pad)
        self.encoder = self.encoder_class(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        global_attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        most_global_tokens: int | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if position_ids is None:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=self.pad)
        hidden = self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=0)
        token, tokens = token_kinds(
            attention_mask, global_attention_mask, hidden, most_global_tokens
        )
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        output = self.encoder(hidden, token, tokens, recorder)
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return LongformerBaseModelOutputWithPooling.of(output, pooler_output=pooled)


TIED_DECODER = {
    "lm_head.decoder.weight": "longformer.embeddings.word_embeddings.weight",
    "lm_head.decoder.bias": "lm_head.bias",
}


def question_end(input_ids, separator: int):
    """[b 1]: the position of the first separator of each text [b t]."""
    first = ops.argmax(ops.cast(input_ids == separator, "int64"), 1)
    return ops.unsqueeze(first, 1)


def positions(input_ids):  # [b t] -> [1 t]
    return ops.unsqueeze(ops.arange(0, ops.shape(input_ids)[1], like=input_ids, dtype="int64"), 0)


class LongformerForMaskedLM(MaskedLM, LongformerPreTrainedModel):
    base_class = LongformerModel
    base_options = {"add_pooling_layer": False}
    output_class = LongformerMaskedLMOutput
    tied_weights = TIED_DECODER
    output_embeddings = "lm_head.decoder"

    def add_head(self, config: LongformerConfig) -> None:
        self.lm_head = RobertaLMHead(config)

    def logits(self, hidden):
        return self.lm_head(hidden)


class LongformerForSequenceClassification(SequenceClassification, LongformerPreTrainedModel):
    """A class, several or a number per text. Without a global_attention_mask, the first token is
    global."""

    base_class = LongformerModel
    base_options = {"add_pooling_layer": False}
    output_class = LongformerSequenceClassifierOutput

    def add_head(self, config: LongformerConfig) -> None:
        self.classifier = RobertaClassificationHead(config, dropout=config.hidden_dropout_prob)

    def encode(self, **inputs: Any):
        if inputs.get("global_attention_mask") is None:
            given = inputs.get("input_ids")
            like = inputs.get("inputs_embeds") if given is None else given
            if like is not None:
                first = ops.arange(0, ops.shape(like)[1], like=like, dtype="int64") == 0
                first = ops.expand(ops.unsqueeze(first, 0), ops.shape(like)[:2])
                inputs |= dict(global_attention_mask=ops.cast(first, "int64"), most_global_tokens=1)
        return super().encode(**inputs)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class LongformerForMultipleChoice(MultipleChoice, LongformerPreTrainedModel):
    """The best of n texts: every input has an axis of choices, [b n t]; labels [b]. Without a
    global_attention_mask, tokens after the question are global."""

    base_class = LongformerModel
    output_class = LongformerMultipleChoiceModelOutput
    input_order = (
        "input_ids",
        "token_type_ids",
        "attention_mask",
        "global_attention_mask",
        "labels",
        "position_ids",
        "inputs_embeds",
    )

    def add_head(self, config: LongformerConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, 1)

    def encode(self, **inputs: Any):
        ids = inputs.get("input_ids")
        if inputs.get("global_attention_mask") is None and ids is not None:
            after = positions(ids) > question_end(ids, self.config.sep_token_id) + 1
            inputs["global_attention_mask"] = ops.cast(after, "int64")
        return super().encode(**inputs)


class LongformerForTokenClassification(TokenClassification, LongformerPreTrainedModel):
    base_class = LongformerModel
    base_options = {"add_pooling_layer": False}
    output_class = LongformerTokenClassifierOutput

    def add_head(self, config: LongformerConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)


class LongformerForQuestionAnswering(QuestionAnswering, LongformerPreTrainedModel):
    """Where an answer starts and ends. Without a global_attention_mask, the tokens of the question
    are global: those before the first separator."""

    base_class = LongformerModel
    base_options = {"add_pooling_layer": False}
    output_class = LongformerQuestionAnsweringModelOutput
    input_order = (*LongformerPreTrainedModel.input_order[:-1], "start_positions", "end_positions")

    def encode(self, **inputs: Any):
        ids = inputs.get("input_ids")
        if inputs.get("global_attention_mask") is None and ids is not None:
            before = positions(ids) < question_end(ids, self.config.sep_token_id)
            inputs["global_attention_mask"] = ops.cast(before, "int64")
        return super().encode(**inputs)


PREFIX = "Longformer"
HEADS = {
    "base": LongformerModel,
    "text-encoding": LongformerModel,
    "pretraining": LongformerForMaskedLM,
    "masked-lm": LongformerForMaskedLM,
    "sequence-classification": LongformerForSequenceClassification,
    "multiple-choice": LongformerForMultipleChoice,
    "token-classification": LongformerForTokenClassification,
    "question-answering": LongformerForQuestionAnswering,
}
