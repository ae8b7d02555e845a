"""StarCoder 2: Lozhkov et al., 2024, arXiv:2402.19173.

LLaMA's network with layer norms, biases, and a feed-forward part without a gate.

b batch, t tokens, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.starcoder2 import Starcoder2Config

from .. import nn
from ..blocks.activations import activation
from ..blocks.variation import variation
from . import llama


class Starcoder2MLP(nn.Module):
    def __init__(self, config: Starcoder2Config):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.c_fc = nn.Linear(d, f, bias=config.use_bias)
        self.c_proj = nn.Linear(f, d, bias=config.use_bias)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.c_proj(self.activation(self.c_fc(hidden)))


class Starcoder2DecoderLayer(llama.LlamaDecoderLayer):
    mlp_class, norm_class = Starcoder2MLP, nn.LayerNorm

    def __init__(self, config: Starcoder2Config):
        super().__init__(config)
        self.dropout = nn.Dropout(config.residual_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.dropout(output)
        return hidden + self.dropout(self.mlp(self.post_attention_layernorm(hidden)))


class Starcoder2PreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = Starcoder2Config
    layer_class, norm_class = Starcoder2DecoderLayer, nn.LayerNorm


class Starcoder2Model(llama.LlamaModel, Starcoder2PreTrainedModel):
    """StarCoder 2 without a head; called like LlamaModel."""

    def __init__(self, config: Starcoder2Config):
        super().__init__(config)
        self.dropout = nn.Dropout(config.embedding_dropout)

    def scaled(self, embeddings):  # [b t d] -> [b t d]
        return self.dropout(embeddings)


HEADS = variation(__name__, "Starcoder2", llama, Starcoder2Config, without=["question-answering"])
