"""OLMo 2: Walsh et al., 2025, arXiv:2501.00656.

LLaMA's network whose norms stand after attention and the feed-forward part, before the residual
sums; queries and keys are normalised over all heads at once.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs.olmo2 import Olmo2Config

from .. import nn
from ..blocks.attention import split_heads
from ..blocks.variation import variation
from . import llama


class Olmo2Attention(llama.LlamaAttention):
    def __init__(self, config: Olmo2Config):
        super().__init__(config)
        s, eps = config.head_size, config.rms_norm_eps
        self.q_norm = nn.RMSNorm(config.num_attention_heads * s, eps=eps)
        self.k_norm = nn.RMSNorm(config.kv_heads * s, eps=eps)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key = self.q_norm(self.q_proj(hidden)), self.k_norm(self.k_proj(hidden))
        projected = query, key, self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)


class Olmo2DecoderLayer(nn.Block):
    attention_class: type[llama.LlamaAttention] = Olmo2Attention

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = self.attention_class(config)
        self.mlp = llama.LlamaMLP(config)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(hidden, rotation, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        return hidden + self.post_feedforward_layernorm(self.mlp(hidden))


class Olmo2PreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = Olmo2Config
    layer_class = Olmo2DecoderLayer


class Olmo2Model(llama.LlamaModel, Olmo2PreTrainedModel):
    """OLMo 2 without a head; called like LlamaModel."""


PREFIX = "Olmo2"
HEADS = variation(
    __name__,
    "Olmo2",
    llama,
    Olmo2Config,
    without=["token-classification", "question-answering"],
)
