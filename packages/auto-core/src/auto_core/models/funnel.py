"""Funnel-Transformer: Dai et al., 2020, arXiv:2006.03236.

An encoder in blocks, each of which has half as many tokens as the one before it: pairs of tokens
are pooled. A decoder repeats the last block's tokens for as many as there were at first, and adds
what the first block made of them. Attention is to relative positions, and to whether two tokens
are of one segment.

b batch, t tokens (q as queries, k as keys), p distances, h heads, s size of a head, d hidden,
v vocabulary, c classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.configs.funnel import FunnelConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal, XavierUniform
from auto_core.outputs import BaseModelOutput, ElectraForPreTrainingOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.attention_masks import boolean_mask
from ..blocks.heads import Head
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .electra import ElectraDiscriminatorPredictions, replaced_loss

CLS_TYPE = 2  # the token type of a first token, which is of every segment


@dataclass
class Tokens:
    """What is known of the tokens of a level, beside their hidden states.

    Attributes:
        count: t.
        types: [b|1 t], of which segment they are.
        allowed: [b t], False for padding; None for none.
        distance: how many tokens of the first level two neighbours are apart.
        start: the position of the first of them.
    """

    count: Any
    types: Any
    allowed: Any
    distance: int = 1
    start: int = 0

    @property
    def segments(self):  # [b|1 t], and where the first tokens are
        return self.types, self.types == CLS_TYPE


class Pooling:
    """Pairs of tokens, of which one is made.

    The first token stands twice, if it is separate, and then pairs begin.
    """

    def __init__(self, config: FunnelConfig, tokens: Tokens):
        self.config, self.tokens = config, tokens
        count = tokens.count + (1 if config.separate_cls and not config.truncate_seq else 0)
        self.count = (count + 1) // 2
        index = 2 * ops.arange(0, self.count, like=tokens.types, dtype="int64")
        other = ops.clamp(index + 1, max=count - 1)
        if config.separate_cls:
            index, other = (ops.clamp(x - 1, min=0) for x in (index, other))
        self.pair = index, other

    def pooled(self, hidden):  # [b t d] -> [b t' d]
        first, second = (ops.take(hidden, index, 1) for index in self.pair)
        if self.config.pooling_type == "max":
            return ops.maximum(first, second)
        return (first + second) / 2

    def after(self) -> Tokens:
        """The pooled tokens. They are padding if one of the pair is."""
        tokens, (first, second) = self.tokens, self.pair
        allowed, distance = tokens.allowed, 2 * tokens.distance
        if allowed is not None:
            allowed = ops.take(allowed, first, 1) & ops.take(allowed, second, 1)
            # Where nothing is left, all is attended to.
            allowed = allowed | ~ops.any(allowed, 1, keepdim=True)
        return Tokens(
            count=self.count,
            types=ops.take(tokens.types, first, 1),
            allowed=allowed,
            distance=distance,
            start=1 - distance if self.config.separate_cls else 0,
        )


class Sinusoids(nn.Module):
    """Sines and cosines [n d/2] of positions."""

    def __init__(self, config: FunnelConfig):
        super().__init__()
        half = config.d_model // 2
        self.frequencies = tuple(10000.0 ** (-i / half) for i in range(half))

    def forward(self, positions, like):  # [n], [b t d] -> two of [n d/2]
        dtype = "float64" if ops.dtype(like) == "float64" else "float32"
        frequency = ops.asarray(self.frequencies, like=like, dtype=dtype)
        angle = ops.unsqueeze(ops.cast(positions, dtype), 1) * frequency
        return tuple(ops.cast(turn(angle), ops.dtype(like)) for turn in (ops.sin, ops.cos))


class FunnelRelMultiheadAttention(nn.Module):
    def __init__(self, config: FunnelConfig):
        super().__init__()
        d, heads, size = config.d_model, config.n_head, config.d_head
        self.config, self.head_size, self.scale = config, size, size**-0.5
        self.q_head = nn.Linear(d, heads * size, bias=False)
        self.k_head, self.v_head = nn.Linear(d, heads * size), nn.Linear(d, heads * size)
        for name in ("r_w_bias", "r_r_bias", "r_s_bias"):
            setattr(self, name, nn.Parameter((heads, size), init="normal"))
        self.r_kernel = nn.Parameter((d, heads, size), init="normal")
        self.seg_embed = nn.Parameter((2, heads, size), init="normal")
        self.post_proj = nn.Linear(heads * size, d)
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.sinusoids = Sinusoids(config)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.attention_dropout = nn.Dropout(config.attention_dropout)

    def forward(self, query, context, own: Tokens, other: Tokens, attend):
        """[b q d], [b k d], the tokens of both -> [b q d]"""
        parts = self.q_head(query), self.k_head(context), self.v_head(context)
        heads, key, value = (split_heads(x, self.head_size) for x in parts)
        bias = self.of_positions(heads, own, other) + self.of_segments(heads, own, other)
        if self.config.separate_cls:  # the first token is nowhere, and of every segment
            within = self.behind_the_first(own, heads), self.behind_the_first(other, heads)
            bias = ops.where(ops.unsqueeze(within[0], 1) & within[1], bias, 0.0)
        output = attend(
            heads + ops.asarray(self.r_w_bias),
            key,
            value,
            scale=self.scale,
            bias=bias * self.scale,
            dropout=self.attention_dropout,
        )
        return self.layer_norm(query + self.dropout(self.post_proj(output)))

    def behind_the_first(self, tokens: Tokens, like):  # [t]
        return ops.arange(0, tokens.count, like=like, dtype="int64") > 0

    def of_positions(self, query, own: Tokens, other: Tokens):
        """[b q h s] -> [b h q k], by relative positions. The config's two types of attention have
        other products for the same numbers."""
        query = query + ops.asarray(self.r_r_bias)
        # Query i and key j are `start + other.distance * (step * i - j)` apart.
        step = own.distance // other.distance
        start = own.start - other.start
        count = step * own.count + other.count
        like = own.types
        index = ops.arange(0, count, like=like, dtype="int64")
        apart = start + other.distance * (step * own.count - index)
        waves = ops.cat([self.dropout(x) for x in self.sinusoids(apart, query)], 1)
        heads = ops.einsum("pd,dhs->phs", waves, ops.asarray(self.r_kernel))
        scores = ops.einsum("bqhs,phs->bhqp", query, heads)
        i = ops.unsqueeze(ops.arange(0, own.count, like=like, dtype="int64"), 1)
        j = ops.arange(0, other.count, like=like, dtype="int64")
        index = step * (own.count - i) + j  # [q k]
        return ops.gather(scores, 3, ops.unsqueeze(ops.unsqueeze(index, 0), 0))

    def of_segments(self, query, own: Tokens, other: Tokens):
        """[b q h s] -> [b h q k], by whether the tokens are of one segment."""
        query = query + ops.asarray(self.r_s_bias)
        scores = ops.einsum("bqhs,ehs->bhqe", query, ops.asarray(self.seg_embed))
        (mine, everywhere), (theirs, also) = own.segments, other.segments
        same = ops.unsqueeze(mine, 2) == ops.unsqueeze(theirs, 1)
        same = same | ops.unsqueeze(everywhere, 2) | ops.unsqueeze(also, 1)  # [b|1 q k]
        return ops.where(ops.unsqueeze(same, 1), scores[..., 1:], scores[..., :1])


class FunnelPositionwiseFFN(nn.Module):
    def __init__(self, config: FunnelConfig):
        super().__init__()
        self.linear_1 = nn.Linear(config.d_model, config.d_inner)
        self.linear_2 = nn.Linear(config.d_inner, config.d_model)
        self.layer_norm = nn.LayerNorm(config.d_model, eps=config.layer_norm_eps)
        self.activation = activation(config.hidden_act)
        self.inner_dropout = nn.Dropout(config.activation_dropout)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        output = self.linear_2(self.inner_dropout(self.activation(self.linear_1(hidden))))
        return self.layer_norm(hidden + self.dropout(output))


class FunnelLayer(nn.Block):
    def __init__(self, config: FunnelConfig):
        super().__init__()
        self.attention = FunnelRelMultiheadAttention(config)
        self.ffn = FunnelPositionwiseFFN(config)

    def forward(self, query, context, own: Tokens, other: Tokens, attend):  # [b q d], [b k d]
        return self.ffn(self.attention(query, context, own, other, attend))


class FunnelEmbeddings(nn.Module):
    def __init__(self, config: FunnelConfig):
        super().__init__()
        d = config.d_model
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, input_ids, inputs_embeds):  # -> [b t d]
        if inputs_embeds is None:
            inputs_embeds = self.word_embeddings(input_ids)
        return self.dropout(self.layer_norm(inputs_embeds))


def attention_to(tokens: Tokens, recorder: Recorder) -> Attention:
    """To the tokens that are no padding."""
    return Attention(recorder, boolean_mask(tokens.allowed))


class FunnelEncoder(nn.Module):
    def __init__(self, config: FunnelConfig):
        super().__init__()
        self.config = config
        self.blocks = nn.ModuleList(
            nn.ModuleList(FunnelLayer(config) for _ in range(size)) for size in config.block_sizes
        )

    def pools(self, block: int, count: Any) -> bool:
        """Whether tokens are pooled before a block: not if there is nothing left to pool."""
        least = 2 if self.config.separate_cls else 1
        return block > 0 and not (isinstance(count, int) and count <= least)

    def forward(self, hidden, tokens: Tokens, recorder: Recorder):
        """[b t d] -> the hidden states of the first block and after the last one."""
        recorder.add_hidden_state(hidden)
        first, runs = hidden, 0
        sizes, repeats = self.config.block_sizes, self.config.block_repeats or []
        for block, layers in enumerate(self.blocks):
            query, own, context, other = hidden, tokens, hidden, tokens
            if self.pools(block, tokens.count):
                pooling = Pooling(self.config, tokens)
                query, own = pooling.pooled(hidden), pooling.after()
                if not self.config.pool_q_only:
                    context, other = query, own
            for layer in layers:
                for _ in range(repeats[block]):
                    attend = attention_to(other, recorder)
                    query = context = layer(query, context, own, other, attend)
                    other = own
                    recorder.add_hidden_state(query)
                    runs += 1  # where layers repeat, those of its end are not the ones that count
                    first = query if runs == sizes[0] else first
            hidden, tokens = query, own
        return first, hidden


class FunnelDecoder(nn.Module):
    def __init__(self, config: FunnelConfig):
        super().__init__()
        self.config = config
        self.layers = nn.ModuleList(FunnelLayer(config) for _ in range(config.num_decoder_layers))

    def forward(self, pooled, first, tokens: Tokens, recorder: Recorder):
        """[b t' d], [b t d] -> [b t d]"""
        hidden = self.repeated(pooled, tokens) + first
        recorder.add_hidden_state(hidden)
        for layer in self.layers:
            attend = attention_to(tokens, recorder)
            hidden = layer(hidden, hidden, tokens, tokens, attend)
            recorder.add_hidden_state(hidden)
        return hidden

    def repeated(self, pooled, tokens: Tokens):
        """[b t' d] -> [b t d]: each token as often as tokens were pooled; zeros behind the last."""
        times = 2 ** (self.config.num_blocks - 1)
        if times == 1:
            return pooled
        last = ops.shape(pooled)[1] - 1
        index = ops.arange(0, tokens.count, like=pooled, dtype="int64")
        index = (index - 1) // times + 1 if self.config.separate_cls else index // times
        output = ops.take(pooled, ops.clamp(index, min=0, max=last), 1)
        return ops.where(ops.unsqueeze(index <= last, 1), output, 0.0)


class FunnelPreTrainedModel(nn.PreTrainedModel):
    """What all Funnel models share."""

    config_class = FunnelConfig
    base_model_prefix = "funnel"
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = FunnelEmbeddings, FunnelEncoder
    decoder_class = FunnelDecoder
    input_order = ("input_ids", "attention_mask", "token_type_ids", "inputs_embeds", "labels")

    @property
    def initializers(self):
        std = self.config.initializer_std
        return (
            (r"word_embeddings\.weight$", Normal(1.0 if std is None else std)),
            (r"(?<!layer_norm)\.weight$", XavierUniform() if std is None else Normal(std)),
        )


class FunnelBaseModel(FunnelPreTrainedModel):
    """Funnel's encoder alone, whose last hidden states are of pooled tokens.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment: 0 or 1, and 2 for the first token. By default 0.
    """

    def __init__(self, config: FunnelConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def finish(self, first, pooled, tokens: Tokens, recorder: Recorder):
        """The last hidden states, from those after the first block and after the last one."""
        return pooled

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = self.embeddings(input_ids, inputs_embeds)
        count = ops.shape(hidden)[1]
        types = token_type_ids
        if types is None:
            types = ops.zeros((1, count), like=hidden, dtype="int64")
        allowed = None if attention_mask is None else attention_mask != 0
        tokens = Tokens(count, types, allowed)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        first, pooled = self.encoder(hidden, tokens, recorder)
        return BaseModelOutput(
            last_hidden_state=self.finish(first, pooled, tokens, recorder),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class FunnelModel(FunnelBaseModel):
    """Funnel without a head, with hidden states for all tokens."""

    def __init__(self, config: FunnelConfig):
        super().__init__(config)
        self.decoder = self.decoder_class(config)

    def finish(self, first, pooled, tokens: Tokens, recorder: Recorder):
        return self.decoder(pooled, first, tokens, recorder)


class FunnelClassificationHead(nn.Module):
    def __init__(self, config: FunnelConfig, classes: int):
        super().__init__()
        self.linear_hidden = nn.Linear(config.d_model, config.d_model)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.linear_out = nn.Linear(config.d_model, classes)

    def forward(self, hidden):  # [b d] -> [b c]
        return self.linear_out(self.dropout(ops.tanh(self.linear_hidden(hidden))))


class FunnelForPreTraining(Head, FunnelPreTrainedModel):
    """Which tokens were replaced: labels [b t], 1 for those that were."""

    base_class = FunnelModel

    def add_head(self, config: FunnelConfig) -> None:
        self.discriminator_predictions = ElectraDiscriminatorPredictions(config)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.discriminator_predictions(output.last_hidden_state)
        given = inputs.get("attention_mask")
        loss = None if labels is None else replaced_loss(logits, labels, given)
        return ElectraForPreTrainingOutput.of(output, loss=loss, logits=logits)


class FunnelForMaskedLM(MaskedLM, FunnelPreTrainedModel):
    base_class = FunnelModel
    excluded_inputs = ()
    tied_weights = {"lm_head.weight": "funnel.embeddings.word_embeddings.weight"}
    output_embeddings = "lm_head"

    def add_head(self, config: FunnelConfig) -> None:
        self.lm_head = nn.Linear(config.d_model, config.vocab_size)

    def logits(self, hidden):
        return self.lm_head(hidden)


class FunnelForSequenceClassification(SequenceClassification, FunnelPreTrainedModel):
    base_class = FunnelBaseModel

    def add_head(self, config: FunnelConfig) -> None:
        self.classifier = FunnelClassificationHead(config, config.num_labels)

    def score(self, output):
        return self.classifier(output.last_hidden_state[:, 0])


class FunnelForMultipleChoice(MultipleChoice, FunnelPreTrainedModel):
    base_class = FunnelBaseModel

    def add_head(self, config: FunnelConfig) -> None:
        self.classifier = FunnelClassificationHead(config, 1)

    def score(self, output):
        return self.classifier(output.last_hidden_state[:, 0])


class FunnelForTokenClassification(TokenClassification, FunnelPreTrainedModel):
    base_class = FunnelModel

    def add_head(self, config: FunnelConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.classifier = nn.Linear(config.d_model, config.num_labels)


class FunnelForQuestionAnswering(QuestionAnswering, FunnelPreTrainedModel):
    base_class = FunnelModel


PREFIX = "Funnel"
HEADS = {
    "base": FunnelModel,
    "pretraining": FunnelForPreTraining,
    "masked-lm": FunnelForMaskedLM,
    "sequence-classification": FunnelForSequenceClassification,
    "multiple-choice": FunnelForMultipleChoice,
    "token-classification": FunnelForTokenClassification,
    "question-answering": FunnelForQuestionAnswering,
}
ALTERNATIVES = {"base": (FunnelBaseModel,)}
