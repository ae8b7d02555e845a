"""GPT-J: Wang and Komatsuzaki, 2021, "GPT-J-6B".

A decoder whose attention and feed-forward part read the same normalised input; neighbouring numbers
of a head rotate together, in part of each head.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.gptj import GPTJConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import TokenTypeDecoder
from ..blocks.decoder_heads import CausalLM, QuestionAnswering, SequenceClassification
from ..blocks.rotary import RotaryEmbedding, rotate_pairs


class GPTJAttention(nn.Module):
    def __init__(self, config: GPTJConfig):
        super().__init__()
        d = config.n_embd
        self.head_size = d // config.n_head
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)
        self.q_proj = nn.Linear(d, d, bias=False)
        self.out_proj = nn.Linear(d, d, bias=False)
        self.attn_dropout = nn.Dropout(config.attn_pdrop)
        self.resid_dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        query, key = rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, dropout=self.attn_dropout)
        return self.resid_dropout(self.out_proj(attend(query, key, value, **options)))


class GPTJMLP(nn.Module):
    def __init__(self, config: GPTJConfig):
        super().__init__()
        d = config.n_embd
        f = 4 * d if config.n_inner is None else config.n_inner
        self.fc_in, self.fc_out = nn.Linear(d, f), nn.Linear(f, d)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dropout(self.fc_out(self.activation(self.fc_in(hidden))))


class GPTJBlock(nn.Block):
    attention_class: Any = GPTJAttention

    def __init__(self, config: GPTJConfig):
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.n_embd, eps=config.layer_norm_epsilon)
        self.attn = self.attention_class(config)
        self.mlp = GPTJMLP(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = self.ln_1(hidden)
        return hidden + self.attn(normed, rotation, attend) + self.mlp(normed)


class GPTJPreTrainedModel(nn.PreTrainedModel):
    config_class = GPTJConfig
    base_model_prefix = "transformer"
    splits_attention = True
    layer_class = GPTJBlock
    head_parts = (r"^(lm_head|score|qa_outputs)\.",)
    ignored_keys = (r"attn\.(bias|masked_bias|embed_positions)$",)  # tables in older files


class GPTJModel(TokenTypeDecoder, GPTJPreTrainedModel):
    """GPT-J without a head."""

    embeddings_name, layers_name = "wte", "h"

    def __init__(self, config: GPTJConfig):
        super().__init__(config)
        self.wte = nn.Embedding(config.vocab_size, config.n_embd)
        self.drop = nn.Dropout(config.embd_pdrop)
        self.h = nn.ModuleList(self.layer_class(config) for _ in range(config.n_layer))
        self.ln_f = nn.LayerNorm(config.n_embd, eps=config.layer_norm_epsilon)
        self.rotary_emb = RotaryEmbedding(config)

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.drop(embeddings), self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.ln_f(hidden)


class GPTJForCausalLM(CausalLM, GPTJPreTrainedModel):
    base_class = GPTJModel
    tied_weights = {"lm_head.weight": "transformer.wte.weight"}
    has_bias = True


class GPTJForSequenceClassification(SequenceClassification, GPTJPreTrainedModel):
    base_class = GPTJModel


class GPTJForQuestionAnswering(QuestionAnswering, GPTJPreTrainedModel):
    base_class = GPTJModel


PREFIX = "GPTJ"
HEADS = {
    "base": GPTJModel,
    "causal-lm": GPTJForCausalLM,
    "sequence-classification": GPTJForSequenceClassification,
    "question-answering": GPTJForQuestionAnswering,
}
