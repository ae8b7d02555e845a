"""GPT-BigCode: SantaCoder (Ben Allal et al., 2023, arXiv:2301.03988), StarCoder (Li et al., 2023,
arXiv:2305.06161).

GPT-2's network whose query heads share one head of keys and values (Shazeer, 2019,
arXiv:1911.02150).

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.gpt_bigcode import GPTBigCodeConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import TokenTypeDecoder
from ..blocks.decoder_heads import CausalLM, SequenceClassification, TokenClassification


class GPTBigCodeAttention(nn.Module):
    def __init__(self, config: GPTBigCodeConfig):
        super().__init__()
        d, s = config.n_embd, config.n_embd // config.n_head
        self.head_size, self.multi_query = s, config.multi_query
        self.scale = s**-0.5 if config.scale_attn_weights else 1.0
        self.c_attn = nn.Linear(d, d + 2 * s if config.multi_query else 3 * d)
        self.c_proj = nn.Linear(d, d)
        self.attn_dropout = nn.Dropout(config.attn_pdrop)
        self.resid_dropout = nn.Dropout(config.resid_pdrop)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t 1|h s]
        s, fused = self.head_size, self.c_attn(hidden)
        if not self.multi_query:  # query, key and value of each head
            return ops.split(split_heads(fused, 3 * s), [s, s, s], -1)
        parts = ops.split(fused, [ops.shape(hidden)[-1], s, s], -1)
        return [split_heads(part, s) for part in parts]

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = self.project(hidden)
        key, value = attend.extend(key, value)
        output = attend(query, key, value, scale=self.scale, dropout=self.attn_dropout)
        return self.resid_dropout(self.c_proj(output))


class GPTBigCodeMLP(nn.Module):
    def __init__(self, config: GPTBigCodeConfig):
        super().__init__()
        d = config.n_embd
        f = 4 * d if config.n_inner is None else config.n_inner
        self.c_fc, self.c_proj = nn.Linear(d, f), nn.Linear(f, d)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dropout(self.c_proj(self.activation(self.c_fc(hidden))))


class GPTBigCodeBlock(nn.Block):
    def __init__(self, config: GPTBigCodeConfig):
        super().__init__()
        d, eps = config.n_embd, config.layer_norm_epsilon
        self.ln_1, self.ln_2 = nn.LayerNorm(d, eps=eps), nn.LayerNorm(d, eps=eps)
        self.attn = GPTBigCodeAttention(config)
        self.mlp = GPTBigCodeMLP(config)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.attn(self.ln_1(hidden), attend)
        return hidden + self.mlp(self.ln_2(hidden))


class GPTBigCodePreTrainedModel(nn.PreTrainedModel):
    config_class = GPTBigCodeConfig
    base_model_prefix = "transformer"
    head_parts = (r"^(lm_head|score|classifier)\.",)
    ignored_keys = (r"(^|\.)(attn\.)?(bias|masked_bias)$",)  # triangles of older files


class GPTBigCodeModel(TokenTypeDecoder, GPTBigCodePreTrainedModel):
    """GPT-BigCode without a head."""

    embeddings_name, layers_name = "wte", "h"

    def __init__(self, config: GPTBigCodeConfig):
        super().__init__(config)
        d = config.n_embd
        self.wte = nn.Embedding(config.vocab_size, d)
        self.wpe = nn.Embedding(config.n_positions, d)
        self.drop = nn.Dropout(config.embd_pdrop)
        self.h = nn.ModuleList(GPTBigCodeBlock(config) for _ in range(config.n_layer))
        self.ln_f = nn.LayerNorm(d, eps=config.layer_norm_epsilon)

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.drop(embeddings + self.wpe(position_ids)), None

    def finish(self, hidden):
        return self.ln_f(hidden)


class GPTBigCodeForCausalLM(CausalLM, GPTBigCodePreTrainedModel):
    base_class = GPTBigCodeModel
    tied_weights = {"lm_head.weight": "transformer.wte.weight"}


class GPTBigCodeForSequenceClassification(SequenceClassification, GPTBigCodePreTrainedModel):
    base_class = GPTBigCodeModel


class GPTBigCodeForTokenClassification(TokenClassification, GPTBigCodePreTrainedModel):
    base_class = GPTBigCodeModel
    classifier_name = "classifier"


HEADS = {
    "base": GPTBigCodeModel,
    "pretraining": GPTBigCodeForCausalLM,
    "causal-lm": GPTBigCodeForCausalLM,
    "sequence-classification": GPTBigCodeForSequenceClassification,
    "token-classification": GPTBigCodeForTokenClassification,
}
