"""MiMo-V2-Flash: Xiaomi, 2025, arXiv:2601.02780.

A decoder most of whose layers have a window, sinks (Xiao et al., 2023, arXiv:2309.17453) and twice
as many heads of keys and values as the others, with DeepSeek-V3's mixtures of experts.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, v size of a value,
d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.mimo_v2_flash import MiMoV2FlashConfig

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.rotary import RotaryByLayer
from ..blocks.variation import variation
from . import deepseek_v3, llama


class MiMoV2FlashAttention(llama.LlamaAttention):
    def __init__(self, config: MiMoV2FlashConfig, layer: int):
        super().__init__(config)
        d, s, v, bias = config.hidden_size, config.head_size, config.v_head_dim, config.qkv_bias
        slides, heads = config.slides(layer), config.num_attention_heads
        kv_heads = config.kv_heads * (2 if slides else 1)
        self.value_size = v
        scale = config.attention_value_scale
        self.value_scale = 1.0 if scale is None else scale
        self.k_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.v_proj = nn.Linear(d, kv_heads * v, bias=bias)
        self.o_proj = nn.Linear(heads * v, d, bias=False)
        sinks = nn.Parameter((heads,), init="normal") if slides else None
        self.attention_sink_bias = sinks

    def project(self, hidden):  # [b t d] -> [b t h s], [b t g s], [b t g v]
        query, key = self.q_proj(hidden), self.k_proj(hidden)
        value = split_heads(self.v_proj(hidden), self.value_size) * self.value_scale
        return split_heads(query, self.head_size), split_heads(key, self.head_size), value

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t h*v]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        bias = self.attention_sink_bias
        sinks = None if bias is None else ops.asarray(bias)
        options = dict(scale=self.scale, sinks=sinks, dropout=self.dropout)
        return attend(query, key, value, **options)


class MiMoV2FlashDecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    def attention(self, config: Any, layer: int):
        return MiMoV2FlashAttention(config, layer)


class MiMoV2FlashPreTrainedModel(deepseek_v3.DeepseekV3PreTrainedModel):
    config_class = MiMoV2FlashConfig
    layer_class, rotary_class = MiMoV2FlashDecoderLayer, RotaryByLayer
    renames = ((r"\.self_attn\.sinks$", ".self_attn.attention_sink_bias"),)  # transformers' own
    ignored_keys = (r"^model\.mtp\.",)  # what predicts further tokens


class MiMoV2FlashModel(deepseek_v3.DeepseekV3Model, MiMoV2FlashPreTrainedModel):
    """MiMo-V2-Flash without a head; called like MixtralModel."""

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]


HEADS = variation(
    __name__,
    "MiMoV2Flash",
    deepseek_v3,
    MiMoV2FlashConfig,
    without=["sequence-classification", "token-classification"],
)
