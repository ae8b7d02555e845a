"""GPT: Radford et al., 2018, "Improving Language Understanding by Generative Pre-Training".

A decoder with learnt positions whose norms stand after each part.

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.openai_gpt import OpenAIGPTConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import TokenTypeDecoder
from ..blocks.decoder_heads import CausalLM, SequenceClassification
from .gpt2 import Conv1D


class Attention(nn.Module):
    def __init__(self, config: OpenAIGPTConfig):
        super().__init__()
        d = config.n_embd
        self.head_size = d // config.n_head
        self.c_attn = Conv1D(d, 3 * d)
        self.c_proj = Conv1D(d, d)
        self.attn_dropout = nn.Dropout(config.attn_pdrop)
        self.resid_dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        d = ops.shape(hidden)[-1]
        parts = ops.split(self.c_attn(hidden), [d, d, d], -1)
        query, key, value = (split_heads(part, self.head_size) for part in parts)
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, dropout=self.attn_dropout)
        return self.resid_dropout(self.c_proj(attend(query, key, value, **options)))


class MLP(nn.Module):
    def __init__(self, config: OpenAIGPTConfig):
        super().__init__()
        d = config.n_embd
        self.c_fc, self.c_proj = Conv1D(d, 4 * d), Conv1D(4 * d, d)
        self.activation = activation("gelu_new" if config.afn == "gelu" else config.afn)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dropout(self.c_proj(self.activation(self.c_fc(hidden))))


class Block(nn.Block):
    def __init__(self, config: OpenAIGPTConfig):
        super().__init__()
        d, eps = config.n_embd, config.layer_norm_epsilon
        self.attn, self.mlp = Attention(config), MLP(config)
        self.ln_1, self.ln_2 = nn.LayerNorm(d, eps=eps), nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        hidden = self.ln_1(hidden + self.attn(hidden, attend))
        return self.ln_2(hidden + self.mlp(hidden))


class OpenAIGPTPreTrainedModel(nn.PreTrainedModel):
    config_class = OpenAIGPTConfig
    base_model_prefix = "transformer"
    head_parts = (r"^(lm_head|score)\.", r"^multiple_choice_head\.")
    ignored_keys = (r"attn\.bias$", r"position_ids$")  # tables in older files
    transposed_weights = (r"\.(c_attn|c_proj|c_fc)\.weight$",)


class OpenAIGPTModel(TokenTypeDecoder, OpenAIGPTPreTrainedModel):
    """GPT without a head."""

    embeddings_name, layers_name = "tokens_embed", "h"
    input_order = (
        "input_ids",
        "attention_mask",
        "token_type_ids",
        "position_ids",
        "inputs_embeds",
        "past_key_values",
    )

    def __init__(self, config: OpenAIGPTConfig):
        super().__init__(config)
        self.tokens_embed = nn.Embedding(config.vocab_size, config.n_embd)
        self.positions_embed = nn.Embedding(config.n_positions, config.n_embd)
        self.drop = nn.Dropout(config.embd_pdrop)
        self.h = nn.ModuleList(Block(config) for _ in range(config.n_layer))

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.drop(embeddings + self.positions_embed(position_ids)), None

    def finish(self, hidden):
        return hidden


class OpenAIGPTLMHeadModel(CausalLM, OpenAIGPTPreTrainedModel):
    base_class = OpenAIGPTModel
    tied_weights = {"lm_head.weight": "transformer.tokens_embed.weight"}


class OpenAIGPTForSequenceClassification(SequenceClassification, OpenAIGPTPreTrainedModel):
    base_class = OpenAIGPTModel


HEADS = {
    "base": OpenAIGPTModel,
    "pretraining": OpenAIGPTLMHeadModel,
    "causal-lm": OpenAIGPTLMHeadModel,
    "sequence-classification": OpenAIGPTForSequenceClassification,
}
