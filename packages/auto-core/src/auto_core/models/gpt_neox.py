"""GPT-NeoX: Black et al., 2022, arXiv:2204.06745.

A decoder with layer norms, rotary positions in part of each head, and attention and feed-forward
part side by side on the same residual stream.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.gpt_neox import GPTNeoXConfig
from auto_core.configs.gpt_neox_japanese import GPTNeoXJapaneseConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import (
    CausalLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from ..blocks.rotary import RotaryEmbedding, rotate


class GPTNeoXAttention(nn.Module):
    def __init__(self, config: GPTNeoXConfig | GPTNeoXJapaneseConfig):
        super().__init__()
        d, bias = config.hidden_size, config.attention_bias
        self.head_size = config.head_size
        self.query_key_value = nn.Linear(d, 3 * d, bias=bias)
        self.dense = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        s = self.head_size
        fused = split_heads(self.query_key_value(hidden), 3 * s)  # query, key, value of each head
        query, key, value = ops.split(fused, [s, s, s], -1)
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        key, value = attend.extend(key, value)
        return self.dense(attend(query, key, value, scale=s**-0.5, dropout=self.dropout))


class GPTNeoXMLP(nn.Module):
    def __init__(self, config: GPTNeoXConfig):
        super().__init__()
        self.dense_h_to_4h = nn.Linear(config.hidden_size, config.intermediate_size)
        self.dense_4h_to_h = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dense_4h_to_h(self.activation(self.dense_h_to_4h(hidden)))


class GPTNeoXLayer(nn.Block):
    def __init__(self, config: GPTNeoXConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.post_attention_layernorm = nn.LayerNorm(d, eps=eps)
        self.attention = GPTNeoXAttention(config)
        self.mlp = GPTNeoXMLP(config)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.parallel = config.use_parallel_residual

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.dropout(self.attention(self.input_layernorm(hidden), rotation, attend))
        source = hidden if self.parallel else hidden + output
        return hidden + output + self.dropout(self.mlp(self.post_attention_layernorm(source)))


class GPTNeoXPreTrainedModel(nn.PreTrainedModel):
    config_class = GPTNeoXConfig
    base_model_prefix = "gpt_neox"
    head_parts = (r"^(embed_out|lm_head|score|classifier|qa_outputs)\.",)
    ignored_keys = (
        r"attention\.(bias|masked_bias)$",
        r"rotary_emb\.inv_freq$",
    )  # tables in older files
    renames = ((r"^embed_out\.", "lm_head."),)
    # The parts that variations of this family replace.
    layer_class: type = GPTNeoXLayer


class GPTNeoXModel(Decoder, GPTNeoXPreTrainedModel):
    """GPT-NeoX without a head."""

    embeddings_name = "embed_in"

    def __init__(self, config: GPTNeoXConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_in = nn.Embedding(config.vocab_size, d)
        self.layers = nn.ModuleList(
            self.layer(config, index) for index in range(config.num_hidden_layers)
        )
        self.final_layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def layer(self, config: GPTNeoXConfig, index: int) -> Any:
        """The layer of this index."""
        return self.layer_class(config)

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.dropout(embeddings), self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.final_layer_norm(hidden)


class GPTNeoXForCausalLM(CausalLM, GPTNeoXPreTrainedModel):
    base_class = GPTNeoXModel
    tied_weights = {"lm_head.weight": "gpt_neox.embed_in.weight"}


class GPTNeoXForSequenceClassification(SequenceClassification, GPTNeoXPreTrainedModel):
    base_class = GPTNeoXModel


class GPTNeoXForTokenClassification(TokenClassification, GPTNeoXPreTrainedModel):
    base_class = GPTNeoXModel
    classifier_name = "classifier"


class GPTNeoXForQuestionAnswering(QuestionAnswering, GPTNeoXPreTrainedModel):
    base_class = GPTNeoXModel


PREFIX = "GPTNeoX"
HEADS = {
    "base": GPTNeoXModel,
    "causal-lm": GPTNeoXForCausalLM,
    "sequence-classification": GPTNeoXForSequenceClassification,
    "token-classification": GPTNeoXForTokenClassification,
    "question-answering": GPTNeoXForQuestionAnswering,
}
