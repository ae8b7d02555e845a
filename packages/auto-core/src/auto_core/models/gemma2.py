"""Gemma 2: Gemma Team, 2024, arXiv:2408.00118.

LLaMA's network with norms before and after each part, bounded attention scores and logits,
embeddings scaled by the root of their size, and a window in every other layer.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.gemma2 import Gemma2Config

from .. import nn
from ..blocks.activations import activation
from ..blocks.logits import capped
from ..blocks.variation import variation
from . import gemma, llama
from .gemma import GemmaRMSNorm


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
    attention_class = Gemma2Attention

    def __init__(self, config: Gemma2Config):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = self.attention_class(config)
        self.mlp = Gemma2MLP(config)
        self.input_layernorm = GemmaRMSNorm(d, eps=eps)
        self.post_attention_layernorm = GemmaRMSNorm(d, eps=eps)
        self.pre_feedforward_layernorm = GemmaRMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = GemmaRMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        output = self.mlp(self.pre_feedforward_layernorm(hidden))
        return hidden + self.post_feedforward_layernorm(output)


class Gemma2PreTrainedModel(gemma.GemmaPreTrainedModel):
    config_class = Gemma2Config
    layer_class = Gemma2DecoderLayer


class Gemma2Model(gemma.GemmaModel, Gemma2PreTrainedModel):
    """Gemma 2 without a head; called like LlamaModel."""


class Gemma2ForCausalLM(gemma.GemmaForCausalLM, Gemma2PreTrainedModel):
    base_class = Gemma2Model

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(super().logits(hidden), self.config.final_logit_softcapping)


PREFIX = "Gemma2"
HEADS = variation(__name__, "Gemma2", gemma, Gemma2Config)
