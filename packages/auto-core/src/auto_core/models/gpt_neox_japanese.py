"""GPT-NeoX for Japanese: ABEJA, 2022.

GPT-NeoX's network whose parts come one after the other, without biases but one: that of the last
layer's attention.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.gpt_neox_japanese import GPTNeoXJapaneseConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from . import gpt_neox


class GPTNeoXJapaneseAttention(gpt_neox.GPTNeoXAttention):
    """GPT-NeoX's attention, in the last layer with a bias of its output."""

    def __init__(self, config: GPTNeoXJapaneseConfig, last: bool):
        super().__init__(config)
        self.dense_bias = nn.Parameter((config.hidden_size,), init="zeros") if last else None

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = super().forward(hidden, rotation, attend)
        return output if self.dense_bias is None else output + ops.asarray(self.dense_bias)


class GPTNeoXJapaneseMLP(nn.Module):
    """The feed-forward part without biases."""

    def __init__(self, config: GPTNeoXJapaneseConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.dense_h_to_4h = nn.Linear(d, f, bias=False)
        self.dense_4h_to_h = nn.Linear(f, d, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dense_4h_to_h(self.activation(self.dense_h_to_4h(hidden)))


class GPTNeoXJapaneseLayer(nn.Block):
    """Attention, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: GPTNeoXJapaneseConfig, last: bool):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.post_attention_layernorm = nn.LayerNorm(d, eps=eps)
        self.attention = GPTNeoXJapaneseAttention(config, last)
        self.mlp = GPTNeoXJapaneseMLP(config)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.attention(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.dropout(output)
        return hidden + self.dropout(self.mlp(self.post_attention_layernorm(hidden)))


class GPTNeoXJapanesePreTrainedModel(gpt_neox.GPTNeoXPreTrainedModel):
    """What all Japanese GPT-NeoX models share."""

    config_class = GPTNeoXJapaneseConfig
    base_model_prefix = "gpt_neox_japanese"
    head_parts = (r"^embed_out\.",)
    renames = ()
    layer_class = GPTNeoXJapaneseLayer


class GPTNeoXJapaneseModel(gpt_neox.GPTNeoXModel, GPTNeoXJapanesePreTrainedModel):
    """GPT-NeoX for Japanese without a head; called like GPTNeoXModel."""

    def layer(self, config: GPTNeoXJapaneseConfig, index: int) -> Any:
        return self.layer_class(config, index == config.num_hidden_layers - 1)

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)


class GPTNeoXJapaneseForCausalLM(CausalLM, GPTNeoXJapanesePreTrainedModel):
    base_class = GPTNeoXJapaneseModel
    output_embeddings = "embed_out"
    tied_weights = {"embed_out.weight": "gpt_neox_japanese.embed_in.weight"}

    def add_head(self, config: GPTNeoXJapaneseConfig) -> None:
        self.embed_out = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.embed_out(hidden)


HEADS = {"base": GPTNeoXJapaneseModel, "causal-lm": GPTNeoXJapaneseForCausalLM}
