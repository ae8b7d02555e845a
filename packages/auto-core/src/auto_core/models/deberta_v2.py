"""DeBERTa v2 and v3: He et al., 2020, arXiv:2006.03654, and 2021, arXiv:2111.09543.

A BERT whose attention is disentangled: scores of a query's content with the relative position of
each key (c2p), and of a key's content with that of each query (p2c), are added to the scores of
their contents. Far positions share buckets. A convolution may run beside the first layer.

b batch, t tokens (q as queries, k as keys), r rows of relative positions, h heads, s size of a
head, d hidden, e embedding, f feed-forward, g groups, w window, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.deberta_v2 import DebertaV2Config
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import BaseModelOutput, SequenceClassifierOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.disentangled import bucket_starts, relative_positions
from ..blocks.heads import Head
from ..blocks.losses import sequence_loss
from ..blocks.ranking import Ranking
from ..blocks.text_heads import MaskedLM, MultipleChoice, QuestionAnswering, TokenClassification
from .bert import BertIntermediate, BertOutput, BertSelfOutput


class DebertaV2Embeddings(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        e, d = config.embedding_size or config.hidden_size, config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, e, padding_idx=config.pad_token_id)
        self.position_embeddings = (
            nn.Embedding(config.max_position_embeddings, e)
            if config.position_biased_input
            else None
        )
        self.token_type_embeddings = (
            nn.Embedding(config.type_vocab_size, e) if config.type_vocab_size > 0 else None
        )
        self.embed_proj = None if e == d else nn.Linear(e, d, bias=False)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds, token):
        hidden = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if self.position_embeddings is not None:
            if position_ids is None:
                positions = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
                position_ids = ops.unsqueeze(positions, 0)
            hidden = hidden + self.position_embeddings(position_ids)
        if self.token_type_embeddings is not None:
            if token_type_ids is None:
                token_type_ids = ops.zeros((1, 1), like=hidden, dtype="int64")
            hidden = hidden + self.token_type_embeddings(token_type_ids)
        if self.embed_proj is not None:
            hidden = self.embed_proj(hidden)
        return self.dropout(only_tokens(self.LayerNorm(hidden), token))  # [b t d]


def only_tokens(x, token):
    """`x` [b t ...] with zeros where there is padding; token is a boolean [b t], or None."""
    if token is None:
        return x
    for _ in ops.shape(x)[2:]:
        token = ops.unsqueeze(token, -1)
    return ops.where(token, x, 0.0)


class DisentangledSelfAttention(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        kinds = config.pos_att_type or []
        self.c2p, self.p2c = "c2p" in kinds, "p2c" in kinds
        self.scale = (self.head_size * (1 + self.c2p + self.p2c)) ** -0.5
        self.add_projections(config)
        self.pos_dropout = nn.Dropout(config.hidden_dropout_prob)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def add_projections(self, config: DebertaV2Config) -> None:
        """Make what `project` and the positions need."""
        d = config.hidden_size
        self.share_att_key = config.share_att_key
        self.query_proj = nn.Linear(d, d)
        self.key_proj = nn.Linear(d, d)
        self.value_proj = nn.Linear(d, d)
        if config.relative_attention and not config.share_att_key:
            if self.c2p:
                self.pos_key_proj = nn.Linear(d, d)
            if self.p2c:
                self.pos_query_proj = nn.Linear(d, d)

    def project(self, hidden):  # [b t d] -> three of [b t h s]
        projected = self.query_proj(hidden), self.key_proj(hidden), self.value_proj(hidden)
        return tuple(self.split_heads(x) for x in projected)

    def position_keys(self, table):  # [r d] -> [r h s]
        project = self.key_proj if self.share_att_key else self.pos_key_proj
        return self.split_heads(project(table))

    def position_queries(self, table):  # [r d] -> [r h s]
        project = self.query_proj if self.share_att_key else self.pos_query_proj
        return self.split_heads(project(table))

    def split_heads(self, x):  # [... d] -> [... h s]
        return ops.reshape(x, (*ops.shape(x)[:-1], self.heads, self.head_size))

    def forward(self, hidden, token, table, rows, attend):  # [b t d] -> [b t d]
        query, key, value = self.project(hidden)
        query = only_tokens(query, token)
        bias = None if table is None else self.position_bias(query, key, table, rows)
        if token is not None and bias is not None:
            bias = ops.where(ops.unsqueeze(ops.unsqueeze(token, 1), 3), bias, 0.0)
        options = dict(scale=self.scale, bias=bias, dropout=self.dropout)
        return attend(query, key, value, **options)

    def position_bias(self, query, key, table, rows):
        """[b h q k] of the table [r d], by the row [q k] that each pair of tokens has in it."""
        table = self.pos_dropout(table)
        rows = ops.unsqueeze(ops.unsqueeze(rows, 0), 0)
        bias = None
        if self.c2p:
            scores = ops.einsum("bqhs,rhs->bhqr", query, self.position_keys(table))
            bias = ops.gather(scores, 3, rows)
        if self.p2c:
            scores = ops.einsum("bkhs,rhs->bhrk", key, self.position_queries(table))
            by_key = ops.gather(scores, 2, rows)
            bias = by_key if bias is None else bias + by_key
        return None if bias is None else bias * self.scale


class DebertaV2Attention(nn.Module):
    self_class = DisentangledSelfAttention

    def __init__(self, config: DebertaV2Config):
        super().__init__()
        self.self = self.self_class(config)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, token, table, rows, attend):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, token, table, rows, attend), hidden)


class DebertaV2Layer(nn.Block):
    attention_class = DebertaV2Attention

    def __init__(self, config: DebertaV2Config):
        super().__init__()
        self.attention = self.attention_class(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)

    def forward(self, hidden, token, table, rows, attend):  # [b t d] -> [b t d]
        hidden = self.attention(hidden, token, table, rows, attend)
        return self.output(self.intermediate(hidden), hidden)


class TokenConvolution(nn.Module):
    """Each token's window of neighbours, zeros beyond the ends. Checkpoint: weight [d d/g w]."""

    def __init__(self, size: int, *, window: int, groups: int):
        super().__init__()
        self.window, self.groups = window, groups
        self.weight = nn.Parameter((size, size // groups, window), init="normal")
        self.bias = nn.Parameter((size,), init="zeros")

    def forward(self, x):  # [b t d] -> [b t d]
        batch, tokens, size = ops.shape(x)
        within, side = size // self.groups, self.window // 2
        padded = ops.pad(x, [(0, 0), (side, side), (0, 0)], value=0.0)
        shifted = [padded[:, start : start + tokens] for start in range(self.window)]
        windows = ops.reshape(
            ops.stack(shifted, -1), (batch, tokens, self.groups, within, self.window)
        )
        weight = ops.reshape(ops.asarray(self.weight), (self.groups, within, within, self.window))
        y = ops.einsum("btgiw,goiw->btgo", windows, weight)
        return ops.reshape(y, (batch, tokens, size)) + ops.asarray(self.bias)


class ConvLayer(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        d = config.hidden_size
        self.conv = TokenConvolution(d, window=config.conv_kernel_size, groups=config.conv_groups)
        self.activation = activation(config.conv_act)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, residual, token):  # [b t d], [b t d] -> [b t d]
        change = self.activation(self.dropout(only_tokens(self.conv(hidden), token)))
        return only_tokens(self.LayerNorm(residual + change), token)


class DebertaV2Encoder(nn.Module):
    layer_class = DebertaV2Layer

    def __init__(self, config: DebertaV2Config):
        super().__init__()
        d, layers = config.hidden_size, range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)
        self.rel_embeddings = None
        if config.relative_attention:
            buckets, furthest = config.position_buckets, config.furthest_position
            bucketed = buckets > 0
            self.span = buckets if bucketed else furthest
            self.near = buckets // 2 if bucketed else furthest
            self.starts = bucket_starts(buckets, furthest) if bucketed else ()
            self.rel_embeddings = nn.Embedding(2 * self.span, d)
        normed = "layer_norm" in config.norms_of_positions
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps) if normed else None
        self.conv = ConvLayer(config) if config.conv_kernel_size > 0 else None

    def forward(self, embeds, token, *, output_attentions: bool, output_hidden_states: bool):
        """[b t d]; `token` is a boolean [b t], False for padding, or None."""
        table, rows = self.relative_positions(embeds)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend, hidden = Attention(recorder, padded_mask(token)), embeds
        recorder.add_hidden_state(hidden)
        for index, layer in enumerate(self.layer):
            hidden = layer(hidden, token, table, rows, attend)
            if index == 0 and self.conv is not None:
                hidden = self.conv(embeds, hidden, token)
            recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def relative_positions(self, hidden):
        """The table [r d], and which row of it each pair of tokens has [t t]."""
        if self.rel_embeddings is None:
            return None, None
        table = self.rel_embeddings(ops.arange(0, 2 * self.span, like=hidden, dtype="int64"))
        if self.LayerNorm is not None:
            table = self.LayerNorm(table)
        rows = relative_positions(
            ops.shape(hidden)[1], like=hidden, span=self.span, near=self.near, starts=self.starts
        )
        return table, rows


def padded_mask(token):
    """[b 1 q k], True where a query attends to a key; padding, of scores 0, attends to all."""
    if token is None:
        return None
    by_head = ops.unsqueeze(token, 1)
    return ops.unsqueeze(by_head, 2) | ~ops.unsqueeze(by_head, 3)


class DebertaV2PreTrainedModel(nn.PreTrainedModel):
    """What all DeBERTa models share."""

    config_class = DebertaV2Config
    base_model_prefix = "deberta"
    # Checkpoints have absolute positions even where none are used, and a head that no task has.
    ignored_keys = (r"position_embeddings", r"^mask_predictions\.")
    renames = (  # the names of DeBERTa's first version and of TensorFlow's files
        (r"\.pos_proj\.", ".pos_key_proj."),
        (r"\.pos_q_proj\.", ".pos_query_proj."),
    )
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = DebertaV2Embeddings, DebertaV2Encoder


class DebertaV2Model(DebertaV2PreTrainedModel):
    """DeBERTa without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t e].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default; unused if type_vocab_size is 0.
        position_ids: [b t], 0, 1, 2, ... by default; unused without position_biased_input.
    """

    def __init__(self, config: DebertaV2Config):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)

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
        if attention_mask is not None and len(ops.shape(attention_mask)) != 2:
            axes = len(ops.shape(attention_mask))
            raise InputError(f"attention_mask has {axes} axes; DeBERTa takes [b t], 1 for tokens.")
        token = None if attention_mask is None else attention_mask != 0
        return self.encoder(
            self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, token),
            token,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class LegacyDebertaV2PredictionHeadTransform(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        e = config.embedding_size or config.hidden_size
        self.dense = nn.Linear(config.hidden_size, e)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(e, eps=config.layer_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b t e]
        return self.LayerNorm(self.activation(self.dense(hidden)))


class LegacyDebertaV2LMPredictionHead(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        self.transform = LegacyDebertaV2PredictionHeadTransform(config)
        self.decoder = nn.Linear(config.embedding_size or config.hidden_size, config.vocab_size)
        # Published checkpoints have the decoder's bias under this name; the two are tied.
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.transform(hidden))


class LegacyDebertaV2OnlyMLMHead(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        self.predictions = LegacyDebertaV2LMPredictionHead(config)


class DebertaV2LMPredictionHead(nn.Module):
    """Logits of tokens by the input embeddings themselves."""

    def __init__(self, config: DebertaV2Config):
        super().__init__()
        d = config.hidden_size
        self.dense = nn.Linear(d, d)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden, embeddings):  # [b t d], [v d] -> [b t v]
        hidden = self.LayerNorm(self.activation(self.dense(hidden)))
        return ops.matmul(hidden, ops.transpose(embeddings, 0, 1)) + ops.asarray(self.bias)


class DebertaV2OnlyMLMHead(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        self.lm_head = DebertaV2LMPredictionHead(config)


class DebertaV2ForMaskedLM(MaskedLM, DebertaV2PreTrainedModel):
    """With `config.legacy` BERT's kind of head, else the one that DeBERTa was trained with."""

    base_class = DebertaV2Model

    def add_head(self, config: DebertaV2Config) -> None:
        if config.legacy:
            self.cls = LegacyDebertaV2OnlyMLMHead(config)
        elif config.embedding_size != config.hidden_size:
            raise ConfigError(
                f"legacy=False scores tokens by the embeddings, so embedding_size "
                f"({config.embedding_size}) must be hidden_size ({config.hidden_size})."
            )
        else:
            self.lm_predictions = DebertaV2OnlyMLMHead(config)

    @property
    def tied_weights(self) -> dict[str, str]:  # type: ignore[override]
        if not self.config.legacy:
            return {}
        return {
            "cls.predictions.decoder.weight": "deberta.embeddings.word_embeddings.weight",
            "cls.predictions.decoder.bias": "cls.predictions.bias",
        }

    @property
    def output_embeddings(self) -> str:  # type: ignore[override]
        legacy = self.config.legacy
        return "cls.predictions.decoder" if legacy else "deberta.embeddings.word_embeddings"

    def logits(self, hidden):
        if self.config.legacy:
            return self.cls.predictions(hidden)
        return self.lm_predictions.lm_head(hidden, self.deberta.embeddings.word_embeddings.rows())


class ContextPooler(nn.Module):
    def __init__(self, config: DebertaV2Config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(config.pooler_dropout)
        self.activation = activation(config.pooler_hidden_act)

    def forward(self, hidden):  # [b t d] -> [b d], from the first token
        return self.activation(self.dense(self.dropout(hidden[:, 0])))


def text_dropout(config: DebertaV2Config) -> nn.Dropout:
    """The dropout before a classifier: the network's own, unless the config names another."""
    p = config.cls_dropout
    return nn.Dropout(config.hidden_dropout_prob if p is None else p)


class DebertaV2ForSequenceClassification(Ranking, Head, DebertaV2PreTrainedModel):
    """A class, several or a number per text.

    labels: [b] of classes, where negative ones do not count; [b c] of their probabilities; or
    [b] of numbers if there is one class, and then logits are [b] too. `config.problem_type`
    chooses the usual losses instead.
    """

    base_class = DebertaV2Model
    ignores_negative_labels = True

    def add_head(self, config: DebertaV2Config) -> None:
        self.pooler = ContextPooler(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)
        self.dropout = text_dropout(config)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.classifier(self.dropout(self.pooler(output.last_hidden_state)))  # [b c]
        loss = None
        if labels is not None and self.config.problem_type is not None:
            loss = sequence_loss(self.config, logits, labels)
        elif labels is not None:
            if self.config.num_labels == 1:
                logits = ops.reshape(logits, (-1,))
            loss = text_loss(logits, labels)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


def text_loss(logits, labels):
    """DeBERTa's own loss: of numbers, of classes, or of their probabilities, by the shapes."""
    if len(ops.shape(logits)) == 1:
        labels = ops.cast(ops.reshape(labels, (-1,)), ops.dtype(logits))
        return ops.mse_loss(logits, labels)
    rows = ops.log_softmax(logits, -1)
    if len(ops.shape(labels)) == 2 and ops.shape(labels)[1] != 1:
        return -ops.mean(ops.sum(rows * ops.cast(labels, ops.dtype(rows)), -1), 0)
    labels = ops.cast(ops.reshape(labels, (-1, 1)), "int64")
    counted = ops.cast(labels >= 0, ops.dtype(rows))
    picked = ops.gather(rows, 1, ops.clamp(labels, min=0)) * counted  # [b 1]
    # None counted is a loss of 0.
    return -ops.sum(picked, (0, 1)) / ops.clamp(ops.sum(counted, (0, 1)), min=1.0)


class DebertaV2ForMultipleChoice(MultipleChoice, DebertaV2PreTrainedModel):
    base_class = DebertaV2Model

    def add_head(self, config: DebertaV2Config) -> None:
        self.pooler = ContextPooler(config)
        self.classifier = nn.Linear(config.hidden_size, 1)
        self.dropout = text_dropout(config)

    def score(self, output):
        return self.classifier(self.dropout(self.pooler(output.last_hidden_state)))


class DebertaV2ForTokenClassification(TokenClassification, DebertaV2PreTrainedModel):
    base_class = DebertaV2Model


class DebertaV2ForQuestionAnswering(QuestionAnswering, DebertaV2PreTrainedModel):
    base_class = DebertaV2Model


PREFIX = "DebertaV2"
HEADS = {
    "base": DebertaV2Model,
    "text-encoding": DebertaV2Model,
    "pretraining": DebertaV2ForMaskedLM,
    "masked-lm": DebertaV2ForMaskedLM,
    "sequence-classification": DebertaV2ForSequenceClassification,
    "multiple-choice": DebertaV2ForMultipleChoice,
    "token-classification": DebertaV2ForTokenClassification,
    "question-answering": DebertaV2ForQuestionAnswering,
}
