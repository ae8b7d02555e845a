"""The decoder of Llama 4: Meta, 2025.

LLaMA's network with mixtures of experts whose inputs, not outputs, the router weighs; most layers
rotate and see one chunk of the sequence, the others see all of it without rotation.

b batch, t tokens, n = b*t, q queries, k keys or experts of a token, e experts, h heads,
s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

import copy
from typing import ClassVar

from auto_core.configs.llama4_text import Llama4TextConfig

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.experts import Sent
from ..blocks.losses import widened
from ..blocks.rotary import rotate_pairs
from . import llama, mixtral


class Llama4TextAttention(llama.LlamaAttention):
    def __init__(self, config: Llama4TextConfig):
        super().__init__(config)
        self.config = config

    def rotate(self, query, key, rotation, attend):
        config = self.config
        if config.rotates(attend.layer):
            query, key = rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)
            return (
                (self.normalise(query), self.normalise(key)) if config.use_qk_norm else (query, key)
            )
        if config.attn_temperature_tuning:
            tokens = ops.shape(query)[1]
            position = ops.arange(0, tokens, like=query, dtype="int64") + attend.start + 1
            position = ops.cast(position, ops.dtype(widened(query)))
            scale = ops.log1p(ops.floor(position / config.floor_scale)) * config.attn_scale + 1
            scale = ops.reshape(ops.cast(scale, ops.dtype(query)), (1, tokens, 1, 1))
            query = query * scale
        return query, key

    def normalise(self, x):  # [b t h s] -> [b t h s]
        wide = widened(x)
        square = ops.mean(wide * wide, -1, keepdim=True)
        return ops.cast(wide * ops.rsqrt(square + self.config.rms_norm_eps), ops.dtype(x))


class Llama4TextExperts(nn.Module):
    """Experts that lie in files as they are here, [e d 2f] and [e f d]."""

    splits_experts: ClassVar = True

    def __init__(self, config: Llama4TextConfig):
        super().__init__()
        self.count, d, self.features = config.experts, config.hidden_size, config.expert_size
        self.gate_up_proj = nn.Parameter((self.count, d, 2 * self.features), init="normal")
        self.down_proj = nn.Parameter((self.count, self.features, d), init="normal")
        self.activation = activation(config.hidden_act)

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(hidden, index, self.count)
        weights = ops.cast(weights, ops.dtype(hidden))
        tokens, count = ops.shape(weights)
        own = ops.take(ops.reshape(weights, (tokens * count, 1)), sent.order, 0)
        rows = sent.project(sent.rows * own, self.gate_up_proj, transpose=False)
        gate, up = ops.split(rows, [self.features, self.features], -1)
        rows = sent.project(up * self.activation(gate), self.down_proj, transpose=False)
        return ops.sum(sent.apart(rows), 1)


class Llama4TextMoe(mixtral.SparseMoeBlock):
    def add_router(self, config: Llama4TextConfig) -> None:
        self.router = nn.Linear(config.hidden_size, config.experts, bias=False)

    def add_experts(self, config: Llama4TextConfig) -> None:
        self.experts = Llama4TextExperts(config)
        self.shared_expert = mixtral.DenseMLP(config)

    def route(self, hidden):
        logits = self.router(hidden)
        largest, index = ops.topk(logits, self.count, -1)
        return logits, ops.sigmoid(widened(largest)), index

    def shared(self, hidden):  # [n d] -> [n d]
        return self.shared_expert(hidden)


class Llama4TextMLP(mixtral.DenseMLP):
    def __init__(self, config: Llama4TextConfig):
        super().__init__(config, config.intermediate_size_mlp)


class Llama4TextDecoderLayer(mixtral.MixtralDecoderLayer):
    attention_class = Llama4TextAttention
    sparse_class, dense_class = Llama4TextMoe, Llama4TextMLP
    feed_forward_name = "feed_forward"

    def __init__(self, config: Llama4TextConfig, layer: int):
        super().__init__(config, layer)
        self.is_chunked = config.is_chunked(layer)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        rotation, chunk = shared
        if self.is_chunked and chunk is not None:
            attend = copy.copy(attend)
            attend.mask = chunk if attend.mask is None else attend.mask & chunk
        return super().forward(hidden, rotation, attend)


class Llama4TextPreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = Llama4TextConfig
    layer_class = Llama4TextDecoderLayer
    expert_names = ()
    renames = (
        (r"^(model\.)?language_model\.model\.", "model."),
        (r"^language_model\.lm_head\.", "lm_head."),
        *llama.LlamaPreTrainedModel.renames,
    )
    # Of whole checkpoints: the tower for images.
    ignored_keys = (r"^(model\.)?(vision_model|multi_modal_projector)\.",)


class Llama4TextModel(mixtral.MixtralModel, Llama4TextPreTrainedModel):
    """The decoder of Llama 4 without a head."""

    def start(self, embeddings, position_ids, attention_mask, past):
        hidden, rotation = super().start(embeddings, position_ids, attention_mask, past)
        return hidden, (rotation, self.same_chunk(embeddings, attention_mask, past))

    def same_chunk(self, embeddings, attention_mask, past):
        """[b|1 1 q k]: whether a key is in the query's chunk, counted from the first token; None
        where the caller's mask says which keys all queries see."""
        size = self.config.attention_chunk_size
        if not size or (attention_mask is not None and len(ops.shape(attention_mask)) > 2):
            return None
        tokens = ops.shape(embeddings)[1]
        query = ops.arange(0, tokens, like=embeddings, dtype="int64") + kv_cache.filled(past)
        keys = kv_cache.capacity(past, tokens)
        key = ops.arange(0, keys, like=embeddings, dtype="int64")
        query, key = ops.reshape(query, (1, 1, -1, 1)), ops.reshape(key, (1, 1, 1, -1))
        if attention_mask is not None:  # padding on the left
            padding = ops.cumsum(ops.cast(attention_mask != 0, "int64"), 1) == 0
            first = ops.sum(ops.cast(padding, "int64"), 1)
            first = ops.reshape(first, (-1, 1, 1, 1))
            query, key = query - first, key - first
        return query // size == key // size


class Llama4ForCausalLM(mixtral.MixtralForCausalLM, Llama4TextPreTrainedModel):
    base_class = Llama4TextModel
    has_router_loss = False


HEADS = {"base": Llama4TextModel, "causal-lm": Llama4ForCausalLM}
