"""XLNet: Yang et al., 2019, arXiv:1906.08237.

Transformer-XL's relative positions and memories (Dai et al., 2019, arXiv:1901.02860) in a model of
permuted texts: a second stream of hidden states knows the positions of what it predicts, but not
the tokens there.

b batch, t tokens (q as queries, k as keys), p distances, m tokens of the memories, r tokens to
predict, h heads, s size of a head, d hidden, f feed-forward, v vocabulary.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.xlnet import XLNetConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    XLNetForMultipleChoiceOutput,
    XLNetForQuestionAnsweringSimpleOutput,
    XLNetForSequenceClassificationOutput,
    XLNetForTokenClassificationOutput,
    XLNetLMHeadModelOutput,
    XLNetModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.chunking import in_chunks
from ..blocks.sequence_summary import SequenceSummary
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)

AGAIN = 2  # tokens that a step of generation computes again


class Stream:
    """What the queries of a stream attend to.

    Args:
        allowed: [b|1 q k], True where a query attends to a key; None for all.
        apart: [b q k], True where they are in different segments; None where there are none.
    """

    def __init__(self, allowed, apart):
        self.allowed, self.apart = allowed, apart


class XLNetRelativeAttention(nn.Module):
    def __init__(self, config: XLNetConfig):
        super().__init__()
        d, heads, size = config.d_model, config.n_head, config.d_model // config.n_head
        for name in ("q", "k", "v", "o", "r"):
            setattr(self, name, nn.Parameter((d, heads, size), init="normal"))
        for name in ("r_r_bias", "r_s_bias", "r_w_bias"):
            setattr(self, name, nn.Parameter((heads, size), init="normal"))
        self.seg_embed = nn.Parameter((2, heads, size), init="normal")
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.dropout)
        self.scale = size**-0.5

    def heads(self, hidden, name: str):  # [b t d] -> [b t h s]
        return ops.einsum("btd,dhs->bths", hidden, ops.asarray(getattr(self, name)))

    def attend(self, query, key, value, positions, stream: Stream, recorder: Recorder):
        """[b q h s], [b k h s] twice, [b|1 p h s] -> [b q h s] and the weights or None."""
        own, others = ops.shape(query)[1], ops.shape(key)[1]
        biased = [query + ops.asarray(getattr(self, f"r_{kind}_bias")) for kind in "wrs"]
        by_distance = ops.einsum(
            "bqhs,bphs->bhqp",
            biased[1],
            ops.expand(positions, (ops.shape(query)[0], *ops.shape(positions)[1:])),
        )
        # The distance of key j from query i stands at q - i + j, of which 0 is the furthest.
        index = ops.unsqueeze(ops.arange(0, others, like=query, dtype="int64"), 0)
        index = index - ops.unsqueeze(ops.arange(0, own, like=query, dtype="int64"), 1) + own
        index = ops.clamp(index, max=ops.shape(positions)[1] - 1)  # later tokens, masked
        bias = ops.gather(by_distance, 3, ops.unsqueeze(ops.unsqueeze(index, 0), 0))
        if stream.apart is not None:
            of_segment = ops.einsum("bqhs,ehs->bhqe", biased[2], ops.asarray(self.seg_embed))
            apart = ops.unsqueeze(stream.apart, 1)
            bias = bias + ops.where(apart, of_segment[..., 1:], of_segment[..., :1])
        query, mask = biased[0], None
        if stream.allowed is not None:
            # A query that may attend to nothing attends to all keys alike.
            none = ~ops.any(stream.allowed, 2, keepdim=True)  # [b q 1]
            mask = ops.unsqueeze(stream.allowed | none, 1)
            query = ops.where(ops.unsqueeze(none, 2), 0.0, query)
            bias = ops.where(ops.unsqueeze(none, 1), 0.0, bias)
        return ops.attention(
            query,
            key,
            value,
            scale=self.scale,
            mask=mask,
            bias=bias * self.scale,
            dropout=self.dropout,
            return_weights=recorder.wants_attentions,
        )

    def finish(self, hidden, output):  # [b t d], [b t h s] -> [b t d]
        output = ops.einsum("bths,dhs->btd", output, ops.asarray(self.o))
        return self.layer_norm(self.dropout(output) + hidden)

    def forward(self, hidden, other, streams, positions, memory, mapping, recorder: Recorder):
        """[b t d], [b r d] or None, two streams, [b|1 p d], [b m d] or None, [b r t] or None ->
        two of the first kinds."""
        context = hidden if memory is None else ops.cat([memory, hidden], 1)
        keys = self.heads(context, "k"), self.heads(context, "v"), self.heads(positions, "r")
        content, queries = streams
        output, weights = self.attend(self.heads(hidden, "q"), *keys, content, recorder)
        result = self.finish(hidden, output)
        if other is None:
            if weights is not None:
                recorder.add("attentions", weights)
            return result, None
        query = ops.einsum("brhs,brt->bths", self.heads(other, "q"), mapping)
        output, more = self.attend(query, *keys, queries, recorder)
        output = ops.einsum("bths,brt->brhs", output, mapping)
        if weights is not None:
            recorder.add("attentions", (weights, more))
        return result, self.finish(other, output)


class XLNetFeedForward(nn.Module):
    def __init__(self, config: XLNetConfig):
        super().__init__()
        self.layer_norm = nn.LayerNorm(config.d_model, eps=config.layer_norm_eps)
        self.layer_1 = nn.Linear(config.d_model, config.d_inner)
        self.layer_2 = nn.Linear(config.d_inner, config.d_model)
        self.dropout = nn.Dropout(config.dropout)
        self.activation = activation(config.ff_activation)

    def forward(self, hidden):  # [b t d] -> [b t d]
        output = self.layer_2(self.dropout(self.activation(self.layer_1(hidden))))
        return self.layer_norm(self.dropout(output) + hidden)


class XLNetLayer(nn.Module):
    def __init__(self, config: XLNetConfig):
        super().__init__()
        self.rel_attn = XLNetRelativeAttention(config)
        self.ff = XLNetFeedForward(config)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, other, *more: Any):
        hidden, other = self.rel_attn(hidden, other, *more)
        if other is not None:
            other = in_chunks(self.ff, other, self.chunk_size)
        return in_chunks(self.ff, hidden, self.chunk_size), other


class XLNetPreTrainedModel(nn.PreTrainedModel):
    """What all XLNet models share."""

    config_class = XLNetConfig
    base_model_prefix = "transformer"
    layer_class = XLNetLayer  # a part that variations of this family replace
    per_sample_inputs = ("mems",)  # a list, with a tensor for each layer
    input_order = (
        "input_ids",
        "attention_mask",
        "mems",
        "perm_mask",
        "target_mapping",
        "token_type_ids",
        "input_mask",
        "inputs_embeds",
        "labels",
    )


class XLNetModel(XLNetPreTrainedModel):
    """XLNet without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; or input_mask, the contrary. With
            memories also [b m+t], of them and the tokens; else all of them are attended to.
        mems: of an earlier call, [m b d] of each layer: what came before.
        perm_mask: [b q k], 1 where a query does not attend to a key.
        target_mapping: [b r t], 1 for the token that each of those to predict is.
        token_type_ids: [b t], the segment; none by default. Memories are of segment 0, or of
            those given with [b m+t].
        use_mems: whether memories are returned, by default as the config says.

    Returns:
        XLNetModelOutput: last_hidden_state [b t d], or [b r d] of what is to predict, mems, and on
        request hidden states and attentions: of both streams where there are two.
    """

    def __init__(self, config: XLNetConfig):
        super().__init__(config)
        self.word_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.mask_emb = nn.Parameter((1, 1, config.d_model), init="normal")
        self.layer = nn.ModuleList(self.layer_class(config) for _ in range(config.n_layer))
        self.dropout = nn.Dropout(config.dropout)

    def get_input_embeddings(self):
        return self.word_embedding

    def set_input_embeddings(self, value):
        self.word_embedding = value

    def masked(self, padding, perm_mask, queries, memory, like):
        """[b|1 q k], True where a query does not attend to a key; None where all are attended."""
        found = None
        keys = queries + memory
        key = ops.unsqueeze(ops.arange(0, keys, like=like, dtype="int64"), 0)
        query = ops.unsqueeze(ops.arange(0, queries, like=like, dtype="int64"), 1)
        if self.config.attn_type == "uni":
            found = key > query + memory
            if self.config.same_length:
                found = found | ((key < query) & (key < queries))
            found = ops.unsqueeze(found, 0)
        for mask in (None if padding is None else ops.unsqueeze(padding, 1), perm_mask):
            if mask is not None:
                before = keys - ops.shape(mask)[2]  # of the memories that it does not tell of
                mask = ops.cast(mask != 0, "int64")
                mask = ops.pad(mask, [(0, 0), (0, 0), (before, 0)], value=0) != 0
                found = mask if found is None else found | mask
        if found is None:
            return None, None
        return found, found & (key != query + memory)

    def positions(self, queries, keys, batch, like):
        """Sinusoids [b|1 p d] of distances, the furthest first."""
        config, dtype = self.config, ops.dtype(like)
        exact = "float64" if dtype == "float64" else "float32"
        count = keys + (queries if config.attn_type == "bi" else 1)
        distance = keys - ops.arange(0, count, like=like, dtype="int64")
        frequency = 10000.0 ** (-np.arange(0, config.d_model, 2.0) / config.d_model)
        frequency = ops.asarray(frequency, like=like, dtype=exact)

        def waves(distance):  # [p] -> [1 p d]
            if config.clamp_len > 0:
                distance = ops.clamp(distance, min=-config.clamp_len, max=config.clamp_len)
            angle = ops.unsqueeze(ops.cast(distance, exact), 1) * frequency
            both = ops.cat([ops.sin(angle), ops.cos(angle)], -1)
            return ops.unsqueeze(ops.cast(both, dtype), 0)

        forward = waves(distance)
        if not config.bi_data:
            return forward
        each = (batch // 2, count, config.d_model)
        return ops.cat([ops.expand(forward, each), ops.expand(waves(-distance), each)], 0)

    def remembered(self, hidden, memory):
        """The memory [m b d] of a layer after it has got [b t d]."""
        config = self.config
        new = hidden[:, : config.reuse_len] if config.reuse_len else hidden
        if memory is not None:
            new = ops.cat([memory, new], 1)
        new = new[:, -config.mem_len :] if config.mem_len else new
        return ops.detach(ops.transpose(new, 0, 1))

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        mems=None,
        perm_mask=None,
        target_mapping=None,
        token_type_ids=None,
        input_mask=None,
        inputs_embeds=None,
        *,
        use_mems: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if attention_mask is not None and input_mask is not None:
            raise InputError("Pass attention_mask or input_mask, which is its contrary.")
        config = self.config
        if use_mems is None:
            use_mems = config.use_mems_train if nn.in_training(self) else config.use_mems_eval
        hidden = self.word_embedding(input_ids) if inputs_embeds is None else inputs_embeds
        batch, tokens, size = ops.shape(hidden)
        memories = [None] * config.n_layer
        if mems is not None:
            if len(mems) != config.n_layer:
                raise InputError(f"mems are {len(mems)}, expected {config.n_layer}: one a layer.")
            memories = [None if x is None else ops.transpose(x, 0, 1) for x in mems]
        known = 0 if memories[0] is None else ops.shape(memories[0])[1]
        padding = input_mask
        if attention_mask is not None:
            padding = ops.cast(attention_mask == 0, "int64")
        masked, but_itself = self.masked(padding, perm_mask, tokens, known, hidden)
        apart = None
        if token_type_ids is not None:
            before = tokens + known - ops.shape(token_type_ids)[1]
            segments = ops.pad(token_type_ids, [(0, 0), (before, 0)], value=0)
            apart = ops.unsqueeze(segments[:, known:], 2) != ops.unsqueeze(segments, 1)
        streams = tuple(
            Stream(None if mask is None else ~mask, apart) for mask in (but_itself, masked)
        )
        other = None
        if target_mapping is not None:
            target_mapping = ops.cast(target_mapping, ops.dtype(hidden))
            shape = (batch, ops.shape(target_mapping)[1], size)
            other = self.dropout(ops.expand(ops.asarray(self.mask_emb), shape))
        positions = self.dropout(self.positions(tokens, tokens + known, batch, hidden))
        hidden = self.dropout(hidden)

        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        new: list[Any] = []
        for layer, memory in zip(self.layer, memories, strict=True):
            if use_mems:
                new.append(self.remembered(hidden, memory))
            self.record(recorder, hidden, other)
            hidden, other = layer(
                hidden, other, streams, positions, memory, target_mapping, recorder
            )
        self.record(recorder, hidden, other)
        return XLNetModelOutput(
            last_hidden_state=self.dropout(hidden if other is None else other),
            mems=tuple(new) if use_mems else None,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def record(self, recorder: Recorder, hidden, other) -> None:
        recorder.add_hidden_state(hidden)
        if other is not None:
            recorder.add_hidden_state(other)


class XLNetLMHeadModel(MaskedLM, XLNetPreTrainedModel):
    """The tokens to predict: labels [b t], or [b r] with a target_mapping; -100 where they do not
    count."""

    base_class = XLNetModel
    excluded_inputs = ()
    output_class = XLNetLMHeadModelOutput
    tied_weights = {"lm_loss.weight": "transformer.word_embedding.weight"}
    output_embeddings = "lm_loss"

    def add_head(self, config: XLNetConfig) -> None:
        self.lm_loss = nn.Linear(config.d_model, config.vocab_size)

    def logits(self, hidden):
        return self.lm_loss(hidden)

    def next_token_inputs(self, ids, attention_mask, token_type_ids, memories, use_mems):
        """A token behind the text that none attends to. With memories, the two tokens before it
        are computed again, by then in each other's presence; as in transformers."""
        rows = ops.shape(ids)[0]
        ids = ops.cat([ids, ops.zeros((rows, 1), like=ids)], 1)
        known = 0
        if memories is not None:
            memories = tuple(x[:-AGAIN] for x in memories)
            known, ids = ops.shape(memories[0])[0], ids[:, -AGAIN - 1 :]
        size = ops.shape(ids)[1]
        last = ops.arange(0, size, like=ids, dtype="int64") == size - 1
        inputs = {
            "input_ids": ids,
            "mems": memories,
            "perm_mask": ops.expand(ops.cast(last, "int64"), (rows, size, size)),
            "target_mapping": ops.expand(ops.cast(last, "int64"), (rows, 1, size)),
            "use_mems": bool(use_mems and self.config.use_mems_eval),
        }
        if attention_mask is not None:
            one = ops.ones((rows, 1), like=attention_mask)
            inputs["attention_mask"] = ops.cat([attention_mask, one], 1)[:, -known - size :]
        if token_type_ids is not None:
            types = ops.cat([token_type_ids, token_type_ids[:, -1:]], 1)
            inputs["token_type_ids"] = types[:, -known - size :]
        return inputs


class XLNetForSequenceClassification(SequenceClassification, XLNetPreTrainedModel):
    base_class = XLNetModel
    output_class = XLNetForSequenceClassificationOutput

    def add_head(self, config: XLNetConfig) -> None:
        self.sequence_summary = SequenceSummary(config, config.d_model)
        self.logits_proj = nn.Linear(config.d_model, config.num_labels)

    def score(self, output):
        return self.logits_proj(self.sequence_summary(output.last_hidden_state))


class XLNetForMultipleChoice(MultipleChoice, XLNetPreTrainedModel):
    base_class = XLNetModel
    excluded_inputs = ("mems", "perm_mask", "target_mapping", "use_mems")
    output_class = XLNetForMultipleChoiceOutput

    def add_head(self, config: XLNetConfig) -> None:
        self.sequence_summary = SequenceSummary(config, config.d_model)
        self.logits_proj = nn.Linear(config.d_model, 1)

    def score(self, output):
        return self.logits_proj(self.sequence_summary(output.last_hidden_state))


class XLNetForTokenClassification(TokenClassification, XLNetPreTrainedModel):
    base_class = XLNetModel
    output_class = XLNetForTokenClassificationOutput

    def add_head(self, config: XLNetConfig) -> None:
        self.classifier = nn.Linear(config.d_model, config.num_labels)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class XLNetForQuestionAnsweringSimple(QuestionAnswering, XLNetPreTrainedModel):
    base_class = XLNetModel
    output_class = XLNetForQuestionAnsweringSimpleOutput
    input_order = (*XLNetPreTrainedModel.input_order[:-1], "start_positions", "end_positions")


PREFIX = "XLNet"
HEADS = {
    "base": XLNetModel,
    "pretraining": XLNetLMHeadModel,
    "causal-lm": XLNetLMHeadModel,
    "sequence-classification": XLNetForSequenceClassification,
    "multiple-choice": XLNetForMultipleChoice,
    "token-classification": XLNetForTokenClassification,
    "question-answering": XLNetForQuestionAnsweringSimple,
}
