"""GPT-Neo: Black et al., 2021, "GPT-Neo: Large Scale Autoregressive Language Modeling".

GPT-2's layout with separate projections and unscaled attention scores; in every other layer a query
sees a window only.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.gpt_neo import GPTNeoConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import TokenTypeDecoder
from ..blocks.decoder_heads import (
    CausalLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)


class GPTNeoSelfAttention(nn.Module):
    def __init__(self, config: GPTNeoConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_heads
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)
        self.q_proj = nn.Linear(d, d, bias=False)
        self.out_proj = nn.Linear(d, d)
        self.attn_dropout = nn.Dropout(config.attention_dropout)
        self.resid_dropout = nn.Dropout(config.resid_dropout)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        key, value = attend.extend(key, value)
        output = attend(query, key, value, scale=1.0, dropout=self.attn_dropout)
        return self.resid_dropout(self.out_proj(output))


class GPTNeoAttention(nn.Module):
    def __init__(self, config: GPTNeoConfig):
        super().__init__()
        self.attention = GPTNeoSelfAttention(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.attention(hidden, attend)


class GPTNeoMLP(nn.Module):
    def __init__(self, config: GPTNeoConfig):
        super().__init__()
        d = config.hidden_size
        f = 4 * d if config.intermediate_size is None else config.intermediate_size
        self.c_fc, self.c_proj = nn.Linear(d, f), nn.Linear(f, d)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.resid_dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dropout(self.c_proj(self.activation(self.c_fc(hidden))))


class GPTNeoBlock(nn.Block):
    def __init__(self, config: GPTNeoConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_epsilon
        self.ln_1, self.ln_2 = nn.LayerNorm(d, eps=eps), nn.LayerNorm(d, eps=eps)
        self.attn = GPTNeoAttention(config)
        self.mlp = GPTNeoMLP(config)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.attn(self.ln_1(hidden), attend)
        return hidden + self.mlp(self.ln_2(hidden))


class GPTNeoPreTrainedModel(nn.PreTrainedModel):
    config_class = GPTNeoConfig
    base_model_prefix = "transformer"
    splits_attention = True
    head_parts = (r"^(lm_head|score|classifier|qa_outputs)\.",)
    ignored_keys = (r"attention\.(bias|masked_bias)$",)  # tables in older files


class GPTNeoModel(TokenTypeDecoder, GPTNeoPreTrainedModel):
    """GPT-Neo without a head."""

    embeddings_name, layers_name = "wte", "h"

    def __init__(self, config: GPTNeoConfig):
        super().__init__(config)
        d = config.hidden_size
        self.wte = nn.Embedding(config.vocab_size, d)
        self.wpe = nn.Embedding(config.max_position_embeddings, d)
        self.drop = nn.Dropout(config.embed_dropout)
        self.h = nn.ModuleList(GPTNeoBlock(config) for _ in range(config.num_layers))
        self.ln_f = nn.LayerNorm(d, eps=config.layer_norm_epsilon)

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.drop(embeddings + self.wpe(position_ids)), None

    def finish(self, hidden):
        return self.ln_f(hidden)

    def window(self, layer: int) -> int | None:
        return self.config.window(layer)


class GPTNeoForCausalLM(CausalLM, GPTNeoPreTrainedModel):
    base_class = GPTNeoModel
    tied_weights = {"lm_head.weight": "transformer.wte.weight"}


class GPTNeoForSequenceClassification(SequenceClassification, GPTNeoPreTrainedModel):
    base_class = GPTNeoModel


class GPTNeoForTokenClassification(TokenClassification, GPTNeoPreTrainedModel):
    base_class = GPTNeoModel
    classifier_name = "classifier"


class GPTNeoForQuestionAnswering(QuestionAnswering, GPTNeoPreTrainedModel):
    base_class = GPTNeoModel


HEADS = {
    "base": GPTNeoModel,
    "causal-lm": GPTNeoForCausalLM,
    "sequence-classification": GPTNeoForSequenceClassification,
    "token-classification": GPTNeoForTokenClassification,
    "question-answering": GPTNeoForQuestionAnswering,
}
