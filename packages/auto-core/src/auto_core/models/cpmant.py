"""CPM-Ant: OpenBMB, 2022.

An encoder of a prompt of vectors and a text, whose tokens attend to each other both ways by biases
of their distance; a step of generation adds a token behind what has been computed before.

b batch, t tokens, p vectors of the prompt, n = p+t, q queries, k keys, h heads, s size of a head,
d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.cpmant import CpmAntConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutputWithPast, CausalLMOutputWithPast
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.attention import Attention, split_heads
from ..blocks.decoder_heads import CausalLM
from ..blocks.logits import wanted
from ..blocks.losses import token_loss
from ..blocks.relative_positions import distance_buckets, relative_buckets

PADDING, TOKEN = 0, 2  # segments; a prompt is of the first too
PROMPT = 2  # which of the prompts stands before a text


class CpmAntAttention(nn.Module):
    def __init__(self, config: CpmAntConfig):
        super().__init__()
        d, self.head_size = config.hidden_size, config.dim_head
        features = config.num_attention_heads * config.dim_head
        self.project_q = nn.Linear(d, features, bias=False)
        self.project_k = nn.Linear(d, features, bias=False)
        self.project_v = nn.Linear(d, features, bias=False)
        self.attention_out = nn.Linear(features, d, bias=False)
        self.dropout = nn.Dropout(config.dropout_p or 0.0)

    def forward(self, hidden, bias, attend):  # [b n d], [b h q k] -> [b n d]
        query, key, value = (
            split_heads(project(hidden), self.head_size)
            for project in (self.project_q, self.project_k, self.project_v)
        )
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, bias=bias, dropout=self.dropout)
        return self.attention_out(attend(query, key, value, **options))


class CpmAntSelfAttentionBlock(nn.Module):
    """Attention of a norm, added to its input."""

    def __init__(self, config: CpmAntConfig):
        super().__init__()
        self.layernorm_before_attention = nn.RMSNorm(config.hidden_size, eps=config.eps)
        self.self_attention = CpmAntAttention(config)
        self.dropout = nn.Dropout(config.dropout_p or 0.0)

    def forward(self, hidden, bias, attend):  # [b n d], [b h q k] -> [b n d]
        output = self.self_attention(self.layernorm_before_attention(hidden), bias, attend)
        return hidden + self.dropout(output)


class CpmAntDenseGatedACT(nn.Module):
    def __init__(self, config: CpmAntConfig):
        super().__init__()
        self.w_0 = nn.Linear(config.hidden_size, config.dim_ff, bias=False)
        self.w_1 = nn.Linear(config.hidden_size, config.dim_ff, bias=False)

    def forward(self, hidden):  # [b n d] -> [b n f]
        return ops.gelu(self.w_0(hidden), approximate="none") * self.w_1(hidden)


class CpmAntFeedForward(nn.Module):
    def __init__(self, config: CpmAntConfig):
        super().__init__()
        self.w_in = CpmAntDenseGatedACT(config)
        self.dropout = nn.Dropout(config.dropout_p or 0.0)
        self.w_out = nn.Linear(config.dim_ff, config.hidden_size, bias=False)

    def forward(self, hidden):  # [b n d] -> [b n d]
        return self.w_out(self.dropout(self.w_in(hidden)))


class CpmAntFFNBlock(nn.Module):
    """The gated feed-forward part of a norm, added to its input."""

    def __init__(self, config: CpmAntConfig):
        super().__init__()
        self.layernorm_before_ffn = nn.RMSNorm(config.hidden_size, eps=config.eps)
        self.ffn = CpmAntFeedForward(config)
        self.dropout = nn.Dropout(config.dropout_p or 0.0)

    def forward(self, hidden):  # [b n d] -> [b n d]
        return hidden + self.dropout(self.ffn(self.layernorm_before_ffn(hidden)))


class CpmAntTransformerBlock(nn.Block):
    def __init__(self, config: CpmAntConfig):
        super().__init__()
        self.self_att = CpmAntSelfAttentionBlock(config)
        self.ffn = CpmAntFFNBlock(config)

    def forward(self, hidden, bias, attend):  # [b n d], [b h q k] -> [b n d]
        return self.ffn(self.self_att(hidden, bias, attend))


class CpmAntEncoder(nn.Module):
    def __init__(self, config: CpmAntConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            CpmAntTransformerBlock(config) for _ in range(config.num_hidden_layers)
        )
        self.output_layernorm = nn.RMSNorm(config.hidden_size, eps=config.eps)


class CpmAntSegmentPositionEmbedding(nn.Module):
    """Biases of attention scores: of distances within a segment, of pairs of segments else."""

    def __init__(self, config: CpmAntConfig):
        super().__init__()
        self.buckets, self.segments = config.position_bias_num_buckets, config.segment_types
        rows = self.segments**2 + self.buckets
        init = Normal(config.init_std)
        self.relative_attention_bias = nn.Parameter((rows, config.num_attention_heads), init=init)
        self.ahead = self.buckets // 2
        self.table = distance_buckets(self.ahead, config.position_bias_max_distance)

    def forward(self, query_segments, key_segments, start):  # [b q], [b k] -> [b h q k]
        query, key = ops.unsqueeze(query_segments, 2), ops.unsqueeze(key_segments, 1)
        queries, keys = ops.shape(query_segments)[1], ops.shape(key_segments)[1]
        near = relative_buckets(
            self.table, start, queries, keys, ahead=self.ahead, like=query_segments
        )
        between = query * self.segments + key + self.buckets
        index = ops.where(query == key, ops.unsqueeze(near, 0), between)
        bias = ops.take(ops.asarray(self.relative_attention_bias), index, 0)
        return ops.permute(bias, (0, 3, 1, 2))


class CpmAntPreTrainedModel(nn.PreTrainedModel):
    """What all CPM-Ant models share."""

    config_class = CpmAntConfig
    base_model_prefix = "cpmant"
    head_parts = (r"^lm_head\.",)
    two_way_prompt = True

    def prefix_length(self) -> int:
        """How many vectors of the cache stand before the tokens."""
        return self.config.prompt_length


class CpmAntModel(CpmAntPreTrainedModel):
    """CPM-Ant without a head."""

    def __init__(self, config: CpmAntConfig):
        super().__init__(config)
        d = config.hidden_size
        self.encoder = CpmAntEncoder(config)
        self.segment_embedding = nn.Embedding(config.segment_types, d)
        rows = config.vocab_size + config.prompt_types * config.prompt_length
        self.input_embedding = nn.Embedding(rows, d)
        self.position_bias = CpmAntSegmentPositionEmbedding(config)

    def get_input_embeddings(self):
        """The layer that turns token ids, and those of prompts behind them, into vectors."""
        return self.input_embedding

    def set_input_embeddings(self, value):
        """Replace the layer that turns token ids into vectors."""
        self.input_embedding = value

    def prompted(self, input_ids):  # [b t] -> two of [b p+t]
        """Ids of the prompt and the tokens, and their segments."""
        batch, length = ops.shape(input_ids)[0], self.config.prompt_length
        first = self.config.vocab_size + PROMPT * length
        prompt = ops.arange(first, first + length, like=input_ids, dtype="int64")
        prompt = ops.expand(ops.unsqueeze(prompt, 0), (batch, length))
        nothing = ops.full((batch, length), PADDING, like=prompt)
        return ops.cat([prompt, input_ids], 1), ops.cat([nothing, segments_of(input_ids)], 1)

    def attended(self, segments, start, queries):
        """Who attends to whom, [b 1 q k], given the segments [b k] of all vectors, of which the
        queries begin at `start`: padding on the left neither attends nor is attended to."""
        keys, total = ops.shape(segments)[1], start + queries
        position = ops.unsqueeze(ops.arange(0, keys, like=segments, dtype="int64"), 0)
        real = ops.cast(segments != PADDING, "int64")
        length = ops.sum(real, 1, keepdim=True)
        counts = (position < self.config.prompt_length) | (total - 1 - position < length)
        counts = counts & (position < total)
        index = start + ops.arange(0, queries, like=segments, dtype="int64")
        asks = ops.take(ops.cast(counts, "int64"), index, 1) > 0
        return ops.unsqueeze(ops.unsqueeze(asks, 2) & ops.unsqueeze(counts, 1), 1)

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Hidden states of the tokens.

        Args:
            input_ids: [b t], the new tokens; 0 for padding on the left.
            past_key_values: a KeyValueCache from an earlier call, of the prompt too.
            attention_mask: of no effect: padding is known by its id.

        Returns:
            BaseModelOutputWithPast: last_hidden_state [b t d], the cache, and on request
            hidden_states and attentions, in the first call without the prompt's.
        """
        if input_ids is None:
            raise InputError("CPM-Ant needs input_ids.")
        past, first = past_key_values, past_key_values is None
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        ids = ops.cast(input_ids, "int64")
        ids, segments = self.prompted(ids) if first else (ids, segments_of(ids))
        embedded = segments if first else segments[:, -1:]
        hidden = self.input_embedding(ids) + self.segment_embedding(embedded)
        start, queries = kv_cache.filled(past), ops.shape(ids)[1]
        # Segments of the tokens before are kept behind the keys of the layers.
        count = len(self.encoder.layers)
        kept = ops.reshape(segments, (*ops.shape(segments), 1, 1))
        kept = Attention(Recorder(cache=False), past=past, layer=count).extend(kept, kept)
        known = kept[0][:, :, 0, 0]
        bias = self.position_bias(segments, known, start)
        mask = self.attended(known, start, queries)
        for index, layer in enumerate(self.encoder.layers):
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, bias, Attention(recorder, mask, past=past, layer=index))
        recorder.add_cache_entry("present", kept)
        hidden = self.encoder.output_layernorm(hidden)
        recorder.add_hidden_state(hidden)
        return self.without_prompt(recorder, hidden, past, queries)

    def without_prompt(self, recorder, hidden, past, queries):
        """The output of a call; of its first one without the prompt's vectors."""
        cache = kv_cache.after(recorder, past, queries) if recorder.wants_cache else None
        skip = self.config.prompt_length if past is None else 0
        states, weights = recorder.hidden_states, recorder.attentions
        return BaseModelOutputWithPast(
            last_hidden_state=hidden[:, skip:],
            past_key_values=cache,
            hidden_states=None if states is None else tuple(state[:, skip:] for state in states),
            attentions=None if weights is None else tuple(w[:, :, skip:, skip:] for w in weights),
        )


def segments_of(ids):  # [b t] -> [b t]
    """The segments of tokens; 0 for padding."""
    return ops.where(ids != 0, TOKEN, PADDING * ids)


class CpmAntForCausalLM(CausalLM, CpmAntPreTrainedModel):
    """The next token: labels [b t] are those of the same positions, -100 where they do not count.

    Called like CpmAntModel; `logits_to_keep`: of how many last tokens there are logits (0: of all),
    or their positions.
    """

    base_class = CpmAntModel
    input_order = ("input_ids", "past_key_values", "labels", "attention_mask")

    def forward(self, labels=None, *, logits_to_keep=0, **inputs):
        output = self.encode(**inputs)
        logits = self.logits(wanted(output.last_hidden_state, logits_to_keep))
        loss = None if labels is None else token_loss(logits, labels)
        return CausalLMOutputWithPast.of(output, loss=loss, logits=logits)


HEADS = {"base": CpmAntModel, "causal-lm": CpmAntForCausalLM}
