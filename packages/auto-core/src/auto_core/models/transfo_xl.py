"""Transformer-XL: Dai et al., 2019, arXiv:1901.02860.

A decoder that also attends to the hidden states of earlier segments, its memories, by relative
positions. Embeddings and the softmax are adaptive (Grave et al., 2017, arXiv:1609.04309; Baevski
and Auli, 2019, arXiv:1809.10853): rare tokens, in clusters of their own, have short vectors.

b batch, t tokens (q as queries, k as keys), m tokens of the memories, h heads, s size of a head,
d hidden, e embedding, n clusters, v vocabulary, c classes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from auto_core.configs.transfo_xl import TransfoXLConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    TransfoXLLMHeadModelOutput,
    TransfoXLLossFirstOutput,
    TransfoXLModelOutput,
    TransfoXLSequenceClassifierOutputWithPast,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.heads import Head
from ..blocks.last_token import last_token
from ..blocks.losses import sequence_loss
from ..blocks.ranking import Ranking

IGNORED = -100


class Projections(nn.Module):
    """Matrices [d e] of clusters, numbered as files number them."""

    def __init__(self, shapes: list[tuple[int, int]]):
        super().__init__()
        self.count = len(shapes)
        for index, shape in enumerate(shapes):
            setattr(self, str(index), nn.Parameter(shape, init="normal"))

    def apply(self, index: int, x, *, back: bool = False):
        """[... e] -> [... d], or the other way; `x` itself where there are none."""
        if not self.count:
            return x
        matrix = ops.asarray(getattr(self, str(index)))
        return ops.matmul(x, matrix if back else ops.transpose(matrix, 0, 1))


class AdaptiveEmbedding(nn.Module):
    """Token embeddings [b t d] whose size is that of the token's cluster before it is projected."""

    def __init__(self, config: TransfoXLConfig):
        super().__init__()
        d, e, ends = config.d_model, config.d_embed, [0, *config.ends]
        self.clusters = list(pairwise(ends)) if config.div_val > 1 else [(0, config.vocab_size)]
        sizes = config.sizes if config.div_val > 1 else [e]
        self.emb_layers = nn.ModuleList(
            nn.Embedding(end - start, size)
            for (start, end), size in zip(self.clusters, sizes, strict=True)
        )
        self.emb_projs = Projections([(d, size) for size in sizes] if config.projects else [])
        self.scale = d**0.5

    def forward(self, ids):  # [b t] -> [b t d]
        output = None
        for index, (start, end) in enumerate(self.clusters):
            if len(self.clusters) == 1:
                return self.emb_projs.apply(0, self.emb_layers[0](ids)) * self.scale
            inside = ops.clamp(ids - start, min=0, max=end - start - 1)
            if index == 0:  # ids below 0 are in no cluster
                inside = ops.where(ids < 0, ids, inside)
            if end == self.clusters[-1][1]:  # nor are those behind the vocabulary
                inside = ops.where(ids < end, inside, ids - start)
            embedded = self.emb_projs.apply(index, self.emb_layers[index](inside))
            chosen = ops.unsqueeze(ids >= start, 2)
            output = embedded if output is None else ops.where(chosen, embedded, output)
        return output * self.scale


class ProjectedAdaptiveLogSoftmax(nn.Module):
    """Log-probabilities of tokens: of the first cluster's, and of each other cluster and the
    tokens in it."""

    def __init__(self, config: TransfoXLConfig):
        super().__init__()
        d, e, others = config.d_model, config.d_embed, len(config.cutoffs)
        ends = [0, *config.ends]
        self.counts = [last - first for first, last in pairwise(ends)]
        self.apart = config.div_val > 1
        sizes = config.sizes if self.apart else [e] * len(self.counts)
        if others:
            self.cluster_weight = nn.Parameter((others, e), init="normal")
            self.cluster_bias = nn.Parameter((others,), init="zeros")
        layers = zip(sizes, self.counts, strict=True) if self.apart else [(e, config.vocab_size)]
        self.out_layers = nn.ModuleList(nn.Linear(size, count) for size, count in layers)
        self.out_projs = Projections([(d, size) for size in sizes] if config.projects else [])

    def log_softmaxes(self, hidden):
        """[b t d] -> of each cluster [b t v]; after the first's, those of clusters [b t n-1]."""
        found, start, shared = [], 0, None
        for index, count in enumerate(self.counts):
            projected = self.out_projs.apply(index, hidden, back=True)
            if self.apart:
                logits = self.out_layers[index](projected)
            else:
                if shared is None or self.out_projs.count:
                    shared = self.out_layers[0](projected)
                logits = shared[..., start : start + count]
            if index == 0 and len(self.counts) > 1:
                weight = ops.transpose(ops.asarray(self.cluster_weight), 0, 1)
                of_clusters = ops.matmul(projected, weight) + ops.asarray(self.cluster_bias)
                logits = ops.cat([logits, of_clusters], 2)
            found.append(ops.log_softmax(logits, 2))
            start += count
        return found

    def forward(self, hidden):  # [b t d] -> [b t v]
        first, (found, *others) = self.counts[0], self.log_softmaxes(hidden)
        parts = [found[..., :first]]
        for index, inside in enumerate(others):
            parts.append(found[..., first + index : first + index + 1] + inside)
        return ops.cat(parts, 2)

    def losses(self, scores, labels):
        """[b t v], [b t] -> of each next token [b t-1]; 0 for those that do not count.

        Where there are clusters, in their order, and what does not count comes last, as upstream
        gives them.
        """
        batch, tokens, size = ops.shape(scores)
        scores = ops.reshape(scores[:, :-1], (batch * (tokens - 1), size))
        labels = ops.reshape(labels[:, 1:], (batch * (tokens - 1),))
        index = ops.unsqueeze(ops.clamp(labels, min=0), 1)
        found = -ops.squeeze(ops.gather(scores, 1, index), 1)
        found = ops.where(labels == IGNORED, 0.0, found)
        if len(self.counts) > 1:
            cluster = ops.cast(labels == IGNORED, "int64") * len(self.counts)
            for start in np.cumsum(self.counts)[:-1].tolist():
                cluster = cluster + ops.cast(labels >= start, "int64")
            found = ops.take(found, ops.argsort(cluster, 0, descending=False), 0)
        return ops.reshape(found, (batch, tokens - 1))


class RelPartialLearnableMultiHeadAttn(nn.Module):
    def __init__(self, config: TransfoXLConfig):
        super().__init__()
        d, shape = config.d_model, (config.n_head, config.d_head)
        size = config.n_head * config.d_head
        self.size, self.scale, self.first = config.d_head, config.d_head**-0.5, config.pre_lnorm
        self.qkv_net = nn.Linear(d, 3 * size, bias=False)
        self.o_net = nn.Linear(size, d, bias=False)
        self.r_net = nn.Linear(d, size, bias=False)
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_epsilon)
        self.drop, self.dropatt = nn.Dropout(config.dropout), nn.Dropout(config.dropatt)
        if config.untie_r:
            self.r_r_bias = nn.Parameter(shape, init="normal")
            self.r_w_bias = nn.Parameter(shape, init="normal")

    def forward(self, hidden, memory, positions, biases, allowed, recorder: Recorder):
        """[b q d], [b m d] or None, [1 k d], two of [h s] or None, [1 1 q k] -> [b q d]."""
        own = ops.shape(hidden)[1]
        context = hidden if memory is None else ops.cat([memory, hidden], 1)
        heads = self.qkv_net(self.layer_norm(context) if self.first else context)
        query, key, value = ops.split(heads, [ops.shape(heads)[2] // 3] * 3, 2)
        query, key, value = (split_heads(x, self.size) for x in (query[:, -own:], key, value))
        others = ops.shape(key)[1]
        if biases is None:
            biases = ops.asarray(self.r_w_bias), ops.asarray(self.r_r_bias)
        distance = split_heads(self.r_net(positions), self.size)  # [1 k h s]
        by_distance = ops.einsum("bqhs,khs->bhqk", query + biases[1], distance[0])
        # Key j is at the distance i + m - j from query i; the furthest distance stands first.
        index = ops.unsqueeze(ops.arange(0, others, like=query, dtype="int64"), 0)
        index = index + own - 1
        index = index - ops.unsqueeze(ops.arange(0, own, like=query, dtype="int64"), 1)
        index = ops.clamp(index, max=others - 1)  # later tokens, masked
        bias = ops.gather(by_distance, 3, ops.unsqueeze(ops.unsqueeze(index, 0), 0))
        output, weights = ops.attention(
            query + biases[0],
            key,
            value,
            scale=self.scale,
            mask=allowed,
            bias=bias * self.scale,
            dropout=self.dropatt,
            return_weights=recorder.wants_attentions,
        )
        if weights is not None:
            recorder.add("attentions", weights)
        batch, tokens, count, size = ops.shape(output)
        output = self.drop(self.o_net(ops.reshape(output, (batch, tokens, count * size))))
        return hidden + output if self.first else self.layer_norm(hidden + output)


class CoreNet(nn.Module):
    """The layers of a feed-forward part, numbered as files number them."""

    def __init__(self, config: TransfoXLConfig):
        super().__init__()
        setattr(self, "0", nn.Linear(config.d_model, config.d_inner))
        setattr(self, "3", nn.Linear(config.d_inner, config.d_model))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        hidden = self.dropout(ops.relu(getattr(self, "0")(hidden)))
        return self.dropout(getattr(self, "3")(hidden))


class PositionwiseFF(nn.Module):
    def __init__(self, config: TransfoXLConfig):
        super().__init__()
        self.CoreNet = CoreNet(config)
        self.layer_norm = nn.LayerNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.first = config.pre_lnorm

    def forward(self, hidden):  # [b t d] -> [b t d]
        if self.first:
            return hidden + self.CoreNet(self.layer_norm(hidden))
        return self.layer_norm(hidden + self.CoreNet(hidden))


class RelPartialLearnableDecoderLayer(nn.Module):
    def __init__(self, config: TransfoXLConfig):
        super().__init__()
        self.dec_attn = RelPartialLearnableMultiHeadAttn(config)
        self.pos_ff = PositionwiseFF(config)

    def forward(self, hidden, *more: Any):  # [b t d] -> [b t d]
        return self.pos_ff(self.dec_attn(hidden, *more))


class TransfoXLPreTrainedModel(nn.PreTrainedModel):
    """What all Transformer-XL models share."""

    config_class = TransfoXLConfig
    base_model_prefix = "transformer"
    head_parts = (r"^(crit|score)\.",)
    per_sample_inputs = ("mems",)  # a list, with a tensor for each layer
    # Biases that all layers share stand once.
    ignored_keys = (r"pos_emb\.inv_freq$", r"layers\.\d+\.dec_attn\.r_[rw]_bias$")
    input_order = ("input_ids", "mems", "inputs_embeds", "labels")


class TransfoXLModel(TransfoXLPreTrainedModel):
    """Transformer-XL without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        mems: of an earlier call, [m b d] of each layer: what came before. At the beginning of a
            text they are `mem_len` zeros, which are attended to.

    Returns:
        TransfoXLModelOutput: last_hidden_state [b t d], mems, of at most `mem_len` tokens, and on
        request hidden states and attentions [b h q k], whose keys begin with the memories.
    """

    def __init__(self, config: TransfoXLConfig):
        super().__init__(config)
        self.word_emb = AdaptiveEmbedding(config)
        self.drop = nn.Dropout(config.dropout)
        if not config.untie_r:
            shape = (config.n_head, config.d_head)
            self.r_w_bias = nn.Parameter(shape, init="normal")
            self.r_r_bias = nn.Parameter(shape, init="normal")
        layers = (RelPartialLearnableDecoderLayer(config) for _ in range(config.n_layer))
        self.layers = nn.ModuleList(layers)

    def get_input_embeddings(self):
        return self.word_emb

    def set_input_embeddings(self, value):
        self.word_emb = value

    def allowed(self, queries, memory, like):  # [1 1 q k], True where a query attends to a key
        key = ops.arange(0, queries + memory, like=like, dtype="int64")
        query = ops.arange(0, queries, like=like, dtype="int64")
        ahead = ops.unsqueeze(key, 0) - ops.unsqueeze(query, 1)
        found = ahead <= memory
        if self.config.same_length:  # as many keys as the memories have room for
            found = found & (ahead > memory - self.config.mem_len)
        return ops.unsqueeze(ops.unsqueeze(found, 0), 0)

    def positions(self, keys, like):  # [1 k d], sinusoids of distances, the furthest first
        config, dtype = self.config, ops.dtype(like)
        exact = "float64" if dtype == "float64" else "float32"
        distance = keys - 1 - ops.arange(0, keys, like=like, dtype="int64")
        if config.clamp_len > 0:
            distance = ops.clamp(distance, max=config.clamp_len)
        frequency = 10000.0 ** (-np.arange(0, config.d_model, 2.0) / config.d_model)
        frequency = ops.asarray(frequency, like=like, dtype=exact)
        angle = ops.unsqueeze(ops.cast(distance, exact), 1) * frequency
        return ops.unsqueeze(ops.cast(ops.cat([ops.sin(angle), ops.cos(angle)], -1), dtype), 0)

    def memories(self, mems, hidden) -> list[Any]:
        """Those of each layer [b m d], zeros where none are given."""
        config = self.config
        if mems is None:
            if not config.mem_len:
                return [None] * config.n_layer
            batch = ops.shape(hidden)[0]
            zeros = ops.zeros((batch, config.mem_len, config.d_model), like=hidden)
            return [zeros] * config.n_layer
        if len(mems) != config.n_layer:
            raise InputError(f"mems are {len(mems)}, expected {config.n_layer}: one a layer.")
        return [ops.transpose(x, 0, 1) for x in mems]

    def remembered(self, hidden, memory):
        """The memory [m b d] of a layer after it has got [b t d]."""
        count = self.config.mem_len
        both = ops.cat([memory, hidden], 1)
        both = both[:, -count:] if count else both[:, :0]
        return ops.detach(ops.transpose(both, 0, 1))

    def forward(
        self,
        input_ids=None,
        mems=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = self.word_emb(input_ids) if inputs_embeds is None else inputs_embeds
        memories = self.memories(mems, hidden)
        tokens = ops.shape(hidden)[1]
        known = 0 if memories[0] is None else ops.shape(memories[0])[1]
        allowed = self.allowed(tokens, known, hidden)
        positions = self.drop(self.positions(tokens + known, hidden))
        biases = None
        if not self.config.untie_r:
            biases = ops.asarray(self.r_w_bias), ops.asarray(self.r_r_bias)
        hidden = self.drop(hidden)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        new: list[Any] = []
        for layer, memory in zip(self.layers, memories, strict=True):
            if memory is not None:
                new.append(self.remembered(hidden, memory))
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, memory, positions, biases, allowed, recorder)
        hidden = self.drop(hidden)
        recorder.add_hidden_state(hidden)
        return TransfoXLModelOutput(
            last_hidden_state=hidden,
            mems=tuple(new) if new else None,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class TransfoXLLMHeadModel(Head, TransfoXLPreTrainedModel):
    """Log-probabilities of the next token, `prediction_scores` [b t v]: labels [b t] are the
    input_ids themselves, -100 where they do not count. `losses` [b t-1] are of each token, in the
    order of their clusters."""

    base_class = TransfoXLModel

    def add_head(self, config: TransfoXLConfig) -> None:
        self.crit = ProjectedAdaptiveLogSoftmax(config)

    @property
    def tied_weights(self) -> dict[str, str]:  # type: ignore[override]
        count = len(self.config.ends) if self.config.div_val > 1 else 1
        return {
            f"crit.out_layers.{i}.weight": f"transformer.word_emb.emb_layers.{i}.weight"
            for i in range(count)
        }

    @property
    def always_tied(self) -> dict[str, str]:  # type: ignore[override]
        config = self.config
        return {
            f"crit.out_projs.{i}": f"transformer.word_emb.emb_projs.{i * (config.div_val > 1)}"
            for i, tied in enumerate(config.tie_projs)
            if tied and config.projects
        }

    def get_output_embeddings(self):
        return self.crit.out_layers[len(self.crit.out_layers) - 1]

    def counted(self, labels):
        """The labels; where the first text has none that counts, one token of it does."""
        column = ops.arange(0, ops.shape(labels)[1], like=labels, dtype="int64")
        row = ops.unsqueeze(ops.arange(0, ops.shape(labels)[0], like=labels, dtype="int64"), 1)
        none = ops.all(labels[0, 1:] == IGNORED, 0)
        end = self.config.eos_token_id
        end = end[0] if isinstance(end, list) else end or 0
        return ops.where((row == 0) & (ops.unsqueeze(column, 0) == 1) & none, end, labels)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        scores = self.crit(output.last_hidden_state)
        losses = loss = None
        if labels is not None:
            labels = self.counted(labels)
            losses = self.crit.losses(scores, labels)
            count = ops.sum(ops.cast(labels[:, 1:] != IGNORED, ops.dtype(losses)), (0, 1))
            loss = ops.sum(losses, (0, 1)) / count
        first = self.config.trainer_compatible
        result = TransfoXLLossFirstOutput if first else TransfoXLLMHeadModelOutput
        return result.of(output, loss=loss, losses=losses, prediction_scores=scores)

    def next_token_inputs(self, ids, attention_mask, token_type_ids, memories, use_mems):
        """The whole text, or with its memories the last token."""
        if not (use_mems and self.config.mem_len):
            return {"input_ids": ids}
        if memories is None:
            return {"input_ids": ids}
        return {"input_ids": ids[:, -1:], "mems": memories}


class TransfoXLForSequenceClassification(Ranking, Head, TransfoXLPreTrainedModel):
    """A class, several or a number per text, from its last token: labels [b] or [b c]."""

    base_class = TransfoXLModel

    def add_head(self, config: TransfoXLConfig) -> None:
        if config.d_embed != config.d_model:
            raise ConfigError(
                f"d_embed is {config.d_embed} and d_model {config.d_model}: classes are made of "
                "hidden states by a matrix for d_embed features, so both must be one number."
            )
        self.score = nn.Linear(config.d_embed, config.num_labels, bias=False)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        scores = self.score(output.last_hidden_state)
        logits = last_token(self.config, scores, inputs.get("input_ids"))
        loss = None if labels is None else sequence_loss(self.config, logits, labels)
        return TransfoXLSequenceClassifierOutputWithPast.of(output, loss=loss, logits=logits)


HEADS = {
    "base": TransfoXLModel,
    "pretraining": TransfoXLLMHeadModel,
    "causal-lm": TransfoXLLMHeadModel,
    "sequence-classification": TransfoXLForSequenceClassification,
}
