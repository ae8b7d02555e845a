"""LFM2: Liquid AI, 2025, arXiv:2511.23404.

A decoder most of whose layers convolve over the last few tokens, gated before and after, in the
place of attention; the others attend with rotary positions and normalised queries and keys.

b batch, t tokens, h heads, g groups of heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.lfm2 import Lfm2Config

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.decoder_heads import CausalLM
from ..blocks.hybrid import HybridDecoder
from ..blocks.rotary import RotaryEmbedding, rotate
from ..blocks.short_conv import ShortConv


class Lfm2Attention(nn.Module):
    """Attention with rotary positions, whose key and value heads are shared by query heads."""

    def __init__(self, config: Lfm2Config):
        super().__init__()
        d, s, eps = config.hidden_size, config.head_size, config.norm_eps
        self.head_size, self.scale = s, s**-0.5
        self.q_proj = nn.Linear(d, config.num_attention_heads * s, bias=False)
        self.k_proj = nn.Linear(d, config.num_key_value_heads * s, bias=False)
        self.v_proj = nn.Linear(d, config.num_key_value_heads * s, bias=False)
        self.out_proj = nn.Linear(config.num_attention_heads * s, d, bias=False)
        self.q_layernorm = nn.RMSNorm(s, eps=eps)
        self.k_layernorm = nn.RMSNorm(s, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query = self.q_layernorm(split_heads(self.q_proj(hidden), self.head_size))  # [b t h s]
        key = self.k_layernorm(split_heads(self.k_proj(hidden), self.head_size))  # [b t g s]
        value = split_heads(self.v_proj(hidden), self.head_size)
        key, value = attend.extend(rotate(key, *rotation), value)
        query = rotate(query, *rotation)
        return self.out_proj(attend(query, key, value, scale=self.scale))


class Lfm2ShortConv(nn.Module):
    """A convolution of gated channels over the last few tokens, whose output is gated again."""

    def __init__(self, config: Lfm2Config):
        super().__init__()
        d, bias = config.hidden_size, config.conv_bias
        self.size = d
        self.conv = ShortConv(d, config.conv_L_cache, bias=bias)
        self.in_proj = nn.Linear(d, 3 * d, bias=bias)
        self.out_proj = nn.Linear(d, d, bias=bias)

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        projected = self.in_proj(past.masked(hidden))
        before, after, hidden = ops.split(projected, [self.size] * 3, -1)
        hidden, tail = self.conv(before * hidden, past.states)
        past.keep(tail)
        return self.out_proj(after * hidden)


class Lfm2MLP(nn.Module):
    """The gated feed-forward part (SwiGLU: Shazeer, 2020, arXiv:2002.05202)."""

    def __init__(self, config: Lfm2Config):
        super().__init__()
        d, f = config.hidden_size, config.feed_forward_size
        self.w1 = nn.Linear(d, f, bias=False)
        self.w3 = nn.Linear(d, f, bias=False)
        self.w2 = nn.Linear(f, d, bias=False)

    def forward(self, hidden, recorder=None):  # [b t d] -> [b t d]
        return self.w2(ops.silu(self.w1(hidden)) * self.w3(hidden))


class Lfm2DecoderLayer(nn.Block):
    """Attention or a convolution, then the feed-forward part, each of a norm and added to it."""

    attention_class: type = Lfm2Attention

    def __init__(self, config: Lfm2Config, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.norm_eps
        self.attends = (config.layer_types or ())[layer] != "conv"
        if self.attends:
            self.self_attn = self.attention_class(config)
        else:
            self.conv = Lfm2ShortConv(config)
        self.feed_forward = self.made(config, layer)
        self.operator_norm = nn.RMSNorm(d, eps=eps)
        self.ffn_norm = nn.RMSNorm(d, eps=eps)

    def made(self, config: Lfm2Config, layer: int):
        """The feed-forward part of this layer, called with a recorder too."""
        return Lfm2MLP(config)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        normed = self.operator_norm(hidden)
        if self.attends:
            hidden = hidden + self.self_attn(normed, rotation, context)
        else:
            hidden = hidden + self.conv(normed, context)
        return hidden + self.feed_forward(self.ffn_norm(hidden), context.recorder)


class Lfm2PreTrainedModel(nn.PreTrainedModel):
    """What all LFM2 models share."""

    config_class = Lfm2Config
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    carries_states = True
    # The parts that variations of this family replace.
    layer_class = Lfm2DecoderLayer
    rotary_class: type = RotaryEmbedding


class Lfm2Model(HybridDecoder, Lfm2PreTrainedModel):
    """LFM2 without a head; called like LlamaModel."""

    def __init__(self, config: Lfm2Config):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            self.layer_class(config, layer) for layer in range(config.num_hidden_layers)
        )
        self.rotary_emb = self.rotary_class(config)
        self.embedding_norm = nn.RMSNorm(d, eps=config.norm_eps)

    def keeps_states(self, layer: int) -> bool:
        return self.config.layer_types[layer] == "conv"

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.embedding_norm(hidden)


class Lfm2ForCausalLM(CausalLM, Lfm2PreTrainedModel):
    base_class = Lfm2Model
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


PREFIX = "Lfm2"
HEADS = {"base": Lfm2Model, "causal-lm": Lfm2ForCausalLM}
