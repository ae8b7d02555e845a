"""CTRL: Keskar et al., 2019, arXiv:1909.05858.

A decoder with sinusoidal positions, scaled embeddings and layer norms before each part.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.ctrl import CTRLConfig

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.decoder import TokenTypeDecoder
from ..blocks.decoder_heads import CausalLM, SequenceClassification
from ..blocks.position_ids import sinusoids

EPS = 1e-6  # of the norms of layers


class MultiHeadAttention(nn.Module):
    def __init__(self, config: CTRLConfig):
        super().__init__()
        d = config.n_embd
        self.head_size = d // config.n_head
        self.Wq, self.Wk, self.Wv = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.dense = nn.Linear(d, d)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size) for layer in (self.Wq, self.Wk, self.Wv)
        )
        key, value = attend.extend(key, value)
        return self.dense(attend(query, key, value, scale=self.head_size**-0.5))


class FeedForward(nn.Module):
    """The checkpoint numbers its layers, of which the second is a ReLU."""

    def __init__(self, config: CTRLConfig):
        super().__init__()
        setattr(self, "0", nn.Linear(config.n_embd, config.dff))
        setattr(self, "2", nn.Linear(config.dff, config.n_embd))

    def forward(self, hidden):  # [b t d] -> [b t d]
        first, last = getattr(self, "0"), getattr(self, "2")
        return last(ops.relu(first(hidden)))


class EncoderLayer(nn.Block):
    def __init__(self, config: CTRLConfig):
        super().__init__()
        d = config.n_embd
        self.multi_head_attention = MultiHeadAttention(config)
        self.ffn = FeedForward(config)
        self.layernorm1, self.layernorm2 = nn.LayerNorm(d, eps=EPS), nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        output = self.multi_head_attention(self.layernorm1(hidden), attend)
        hidden = hidden + self.dropout(output)
        return hidden + self.dropout(self.ffn(self.layernorm2(hidden)))


class CTRLPreTrainedModel(nn.PreTrainedModel):
    config_class = CTRLConfig
    base_model_prefix = "transformer"
    head_parts = (r"^(lm_head|classifier)\.",)
    ignored_keys = (r"pos_encoding$",)  # a table in older files


class CTRLModel(TokenTypeDecoder, CTRLPreTrainedModel):
    """CTRL without a head."""

    embeddings_name, layers_name = "w", "h"

    def __init__(self, config: CTRLConfig):
        super().__init__(config)
        self.w = nn.Embedding(config.vocab_size, config.n_embd)
        self.dropout = nn.Dropout(config.embd_pdrop)
        self.h = nn.ModuleList(EncoderLayer(config) for _ in range(config.n_layer))
        self.layernorm = nn.LayerNorm(config.n_embd, eps=config.layer_norm_epsilon)

    def start(self, embeddings, position_ids, attention_mask, past):
        d = self.config.n_embd
        waves = sinusoids(position_ids, d, interleaved=False, like=embeddings, steps=d // 2)
        return self.dropout(embeddings * d**0.5 + waves), None

    def finish(self, hidden):
        return self.layernorm(hidden)


class CTRLLMHeadModel(CausalLM, CTRLPreTrainedModel):
    base_class = CTRLModel
    tied_weights = {"lm_head.weight": "transformer.w.weight"}
    has_bias = True


class CTRLForSequenceClassification(SequenceClassification, CTRLPreTrainedModel):
    base_class = CTRLModel
    classifier_name = "classifier"


HEADS = {
    "base": CTRLModel,
    "pretraining": CTRLLMHeadModel,
    "causal-lm": CTRLLMHeadModel,
    "sequence-classification": CTRLForSequenceClassification,
}
