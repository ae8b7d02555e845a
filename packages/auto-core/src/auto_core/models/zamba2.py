"""Zamba 2: Glorioso et al., 2024, arXiv:2411.15242.

A decoder of Mamba 2's mixers, before some of which comes a block of attention and a feed-forward
part. There are few such blocks, which these layers take in turn, each with adapters of low rank of
its own; a block reads the embeddings of the tokens beside the hidden states.

b batch, t tokens, h heads, s size of a head, r rank, d hidden, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.zamba2 import Zamba2Config

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM, SequenceClassification
from ..blocks.hybrid import Parallel
from ..blocks.recurrence import Recurrence, unpadded
from ..blocks.rotary import RotaryEmbedding, rotate
from . import mamba2


class Nothing(nn.Module):
    """The place of an adapter that another block has."""


class Adapter(nn.Module):
    """Two projections through a low rank, [b t d] -> [b t f]; files call them 0 and 1."""

    def __init__(self, d: int, rank: int, size: int):
        super().__init__()
        setattr(self, "0", nn.Linear(d, rank, bias=False))
        setattr(self, "1", nn.Linear(rank, size, bias=False))

    def forward(self, hidden):
        return getattr(self, "1")(getattr(self, "0")(hidden))


def adapters(config: Zamba2Config, block: int, d: int, size: int) -> nn.ModuleList:
    """An adapter for each hybrid layer that takes this block."""
    return nn.ModuleList(
        Adapter(d, config.adapter_rank, size)
        if turn % config.num_mem_blocks == block
        else Nothing()
        for turn in range(len(config.hybrid_layer_ids))
    )


class Zamba2Attention(nn.Module):
    """Attention with adapters of queries, keys and values."""

    def __init__(self, config: Zamba2Config, block: int):
        super().__init__()
        wide, s, heads = 2 * config.hidden_size, config.head_size, config.num_attention_heads
        self.head_size, self.scale = s, (s / 2) ** -0.5
        self.rotates, self.adapted = config.use_mem_rope, config.use_shared_attention_adapter
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        self.q_proj = nn.Linear(wide, heads * s, bias=False)
        self.k_proj = nn.Linear(wide, config.kv_heads * s, bias=False)
        self.v_proj = nn.Linear(wide, config.kv_heads * s, bias=False)
        self.o_proj = nn.Linear(heads * s, config.hidden_size, bias=False)
        if self.adapted:
            self.linear_q_adapter_list = adapters(config, block, wide, wide)
            self.linear_k_adapter_list = adapters(config, block, wide, wide)
            self.linear_v_adapter_list = adapters(config, block, wide, wide)

    def project(self, hidden, turn: int):  # [b t 2d] -> [b t h s], two of [b t g s]
        parts = [self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)]
        if self.adapted:
            lists = (
                self.linear_q_adapter_list,
                self.linear_k_adapter_list,
                self.linear_v_adapter_list,
            )
            parts = [part + each[turn](hidden) for part, each in zip(parts, lists, strict=True)]
        return tuple(split_heads(part, self.head_size) for part in parts)

    def forward(self, hidden, rotation, turn: int, attend):  # [b t 2d] -> [b t d]
        query, key, value = self.project(hidden, turn)
        if self.rotates:
            query, key = rotate(query, *rotation), rotate(key, *rotation)
        key, value = attend.extend(key, value)
        return self.o_proj(attend(query, key, value, scale=self.scale, dropout=self.dropout))


class Zamba2MLP(nn.Module):
    """The gated feed-forward part with adapters."""

    def __init__(self, config: Zamba2Config, block: int):
        super().__init__()
        d, f, bias = config.hidden_size, config.intermediate_size or 0, config.add_bias_linear
        self.size = f
        self.gate_up_proj = nn.Linear(d, 2 * f, bias=bias)
        self.down_proj = nn.Linear(f, d, bias=bias)
        self.activation = activation(config.hidden_act)
        self.gate_up_proj_adapter_list = adapters(config, block, d, 2 * f)

    def forward(self, hidden, turn: int):  # [b t d] -> [b t d]
        both = self.gate_up_proj(hidden) + self.gate_up_proj_adapter_list[turn](hidden)
        gate, up = ops.split(both, [self.size, self.size], -1)
        return self.down_proj(self.activation(gate) * up)


class Zamba2AttentionDecoderLayer(nn.Module):
    """A block that hybrid layers share."""

    def __init__(self, config: Zamba2Config, block: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = Zamba2Attention(config, block)
        self.feed_forward = Zamba2MLP(config, block)
        self.input_layernorm = nn.RMSNorm(2 * d, eps=eps)
        self.pre_ff_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, embeddings, rotation, turn: int, attend):  # two of [b t d] -> [b t d]
        hidden = self.input_layernorm(ops.cat([hidden, embeddings], -1))
        hidden = self.self_attn(hidden, rotation, turn, attend)
        return self.feed_forward(self.pre_ff_layernorm(hidden), turn)


class Zamba2MambaDecoderLayer(nn.Block):
    """The mixer of a norm, added to its input."""

    mixer_class = mamba2.Mamba2Mixer

    def __init__(self, config: Zamba2Config):
        super().__init__()
        self.mamba = self.mixer_class(config)
        self.input_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def forward(self, hidden, added, past):  # [b t d], [b t d] or None -> [b t d]
        inputs = hidden if added is None else hidden + added
        return hidden + self.mamba(self.input_layernorm(inputs), past)


class Zamba2HybridLayer(nn.Module):
    """What is added to the input of a mixer, and the mixer."""

    def __init__(self, config: Zamba2Config, layer: int):
        super().__init__()
        d = config.hidden_size
        if config.owner(layer) == layer:
            block = config.turn(layer) % config.num_mem_blocks
            self.shared_transformer = Zamba2AttentionDecoderLayer(config, block)
        self.linear = nn.Linear(d, d, bias=False)
        self.mamba_decoder = Zamba2MambaDecoderLayer(config)

    def forward(self, hidden, added, past):  # [b t d], the shared block's [b t d] -> [b t d]
        return self.mamba_decoder(hidden, self.linear(added), past)


class Zamba2PreTrainedModel(nn.PreTrainedModel):
    """What all Zamba 2 models share."""

    config_class = Zamba2Config
    base_model_prefix = "model"
    head_parts = (r"^(lm_head|score)\.",)
    ignored_keys = (r"\.shared_transformer\.",)  # some files repeat the blocks in each layer
    carries_states = True
    # The parts that variations of this family replace.
    layer_class, hybrid_class = Zamba2MambaDecoderLayer, Zamba2HybridLayer
    shared_name = "shared_transformer"  # what a hybrid layer calls its block


class Zamba2Model(Decoder, Zamba2PreTrainedModel):
    """Zamba 2 without a head; called like LlamaModel."""

    def __init__(self, config: Zamba2Config):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            self.hybrid_class(config, layer) if kind == "hybrid" else self.layer_class(config)
            for layer, kind in enumerate(config.layers_block_type or ())
        )
        self.final_layernorm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config) if config.use_mem_rope else None

    def contexts(self, count: int, recorder, hidden, attention_mask, past, positions) -> list[Any]:
        hybrids = self.config.hybrid_layer_ids
        windows: list[int | None] = [None] * len(hybrids)
        attending = self.attentions(recorder, hidden, attention_mask, past, windows, positions)
        tokens = unpadded(attention_mask, past, hidden)
        found: list[Any] = [
            Recurrence(recorder, tokens, past=past, layer=layer) for layer in range(count)
        ]
        for layer, attend in zip(hybrids, attending, strict=True):
            found[layer] = Parallel(attend, found[layer])
        return found

    def start(self, embeddings, position_ids, attention_mask, past):
        rotary = self.rotary_emb
        rotation = None if rotary is None else rotary(position_ids, embeddings)
        return embeddings, (embeddings, rotation)

    def call_layer(self, layer, hidden, recorder, shared, index: int, context):
        config = self.config
        if config.layers_block_type[index] != "hybrid":
            return layer(hidden, None, context)
        embeddings, rotation = shared
        block = getattr(self.layers[config.owner(index)], self.shared_name)
        added = block(hidden, embeddings, rotation, config.turn(index), context.attend)
        return layer(hidden, added, context.past)

    def finish(self, hidden):
        return self.final_layernorm(hidden)


class Zamba2ForCausalLM(CausalLM, Zamba2PreTrainedModel):
    base_class = Zamba2Model
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class Zamba2ForSequenceClassification(SequenceClassification, Zamba2PreTrainedModel):
    base_class = Zamba2Model


PREFIX = "Zamba2"
HEADS = {
    "base": Zamba2Model,
    "causal-lm": Zamba2ForCausalLM,
    "sequence-classification": Zamba2ForSequenceClassification,
}
