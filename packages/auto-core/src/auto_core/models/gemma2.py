"""Gemma 2: Gemma Team, 2024, arXiv:2408.00118.

LLaMA's network with norms before and after each part, bounded attention scores and logits,
embeddings scaled by the root of their size, and a window in every other layer.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.gemma2 import Gemma2Config

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.losses import widened
from ..blocks.variation import variation
from . import llama


class Gemma2RMSNorm(nn.Module):
    """A root-mean-square norm whose scale is 1 + weight, so that weights start at zero."""

    def __init__(self, size: int, *, eps: float):
        super().__init__()
        self.weight = nn.Parameter((size,), init="zeros")
        self.eps = eps

    def forward(self, hidden):  # [... d] -> [... d]
        wide, scale = widened(hidden), 1.0 + widened(ops.asarray(self.weight))
        size = ops.rsqrt(ops.mean(wide * wide, -1, keepdim=True) + self.eps)
        return ops.cast(wide * size * scale, ops.dtype(hidden))


class Gemma2Attention(llama.LlamaAttention):
    def __init__(self, config: Gemma2Config):
        super().__init__(config)
        self.scale = config.query_pre_attn_scalar**-0.5
        self.softcap = config.attn_logit_softcapping


class Gemma2MLP(llama.LlamaMLP):
    def __init__(self, config: Gemma2Config):
        super().__init__(config)
        self.activation = activation(config.hidden_activation)


class Gemma2DecoderLayer(nn.Block):
    def __init__(self, config: Gemma2Config):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = Gemma2Attention(config)
        self.mlp = Gemma2MLP(config)
        self.input_layernorm = Gemma2RMSNorm(d, eps=eps)
        self.post_attention_layernorm = Gemma2RMSNorm(d, eps=eps)
        self.pre_feedforward_layernorm = Gemma2RMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = Gemma2RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        output = self.mlp(self.pre_feedforward_layernorm(hidden))
        return hidden + self.post_feedforward_layernorm(output)


class Gemma2PreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = Gemma2Config


class Gemma2Model(llama.LlamaModel, Gemma2PreTrainedModel):
    """Gemma 2 without a head; called like LlamaModel."""

    layer_class, norm_class = Gemma2DecoderLayer, Gemma2RMSNorm

    def embed(self, input_ids):  # [b t] -> [b t d]
        tokens, scale = self.embed_tokens(input_ids), self.config.hidden_size**0.5
        return tokens * ops.asarray(scale, like=tokens, dtype=ops.dtype(tokens))


class Gemma2ForCausalLM(llama.LlamaForCausalLM, Gemma2PreTrainedModel):
    base_class = Gemma2Model

    def logits(self, hidden):  # [b t d] -> [b t v]
        logits, cap = super().logits(hidden), self.config.final_logit_softcapping
        return logits if cap is None else cap * ops.tanh(logits / cap)


HEADS = variation(__name__, "Gemma2", llama, Gemma2Config)
del HEADS["question-answering"]  # upstream has none
