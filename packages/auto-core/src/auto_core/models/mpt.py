"""MPT: MosaicML, 2023.

A decoder whose attention scores are biased by the distance of keys (ALiBi), and whose layers have
no biases.

b batch, t tokens, k keys, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.mpt import MptConfig

from .. import nn, ops
from ..blocks.alibi import distances
from ..blocks.attention import split_heads
from ..blocks.decoder import UnplacedDecoder
from ..blocks.decoder_heads import (
    CausalLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)


class MptAttention(nn.Module):
    def __init__(self, config: MptConfig):
        super().__init__()
        d, options = config.d_model, config.attn_config
        self.size, self.head_size = d, d // config.n_heads
        self.bound, self.scale = options.clip_qkv, options.softmax_scale
        self.scale = self.head_size**-0.5 if self.scale is None else self.scale
        self.dropout = nn.Dropout(options.attn_pdrop)
        self.Wqkv = nn.Linear(d, 3 * d, bias=False)
        self.out_proj = nn.Linear(d, d, bias=False)

    def forward(self, hidden, bias, attend):  # [b t d], [1 h 1 k] -> [b t d]
        fused = self.Wqkv(hidden)
        if self.bound:
            fused = ops.clamp(fused, min=-self.bound, max=self.bound)
        parts = ops.split(fused, [self.size] * 3, -1)
        query, key, value = (split_heads(part, self.head_size) for part in parts)
        key, value = attend.extend(key, value)
        options = dict(scale=self.scale, bias=bias, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class MptMLP(nn.Module):
    def __init__(self, config: MptConfig):
        super().__init__()
        d = config.d_model
        self.up_proj = nn.Linear(d, 4 * d, bias=False)
        self.down_proj = nn.Linear(4 * d, d, bias=False)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(ops.gelu(self.up_proj(hidden), approximate="none"))


class MptBlock(nn.Block):
    """Attention, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: MptConfig):
        super().__init__()
        d, eps = config.d_model, config.layer_norm_epsilon
        self.norm_1 = nn.LayerNorm(d, eps=eps, bias=False)
        self.attn = MptAttention(config)
        self.norm_2 = nn.LayerNorm(d, eps=eps, bias=False)
        self.ffn = MptMLP(config)
        self.dropout = nn.Dropout(config.attn_config.attn_pdrop)

    def forward(self, hidden, bias, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.dropout(self.attn(self.norm_1(hidden), bias, attend))
        return hidden + self.dropout(self.ffn(self.norm_2(hidden)))


class MptPreTrainedModel(nn.PreTrainedModel):
    """What all MPT models share."""

    config_class = MptConfig
    base_model_prefix = "transformer"
    head_parts = (r"^(lm_head|score|classifier|qa_outputs)\.",)


class MptModel(UnplacedDecoder, MptPreTrainedModel):
    """MPT without a head. There are no position_ids."""

    embeddings_name, layers_name = "wte", "blocks"

    def __init__(self, config: MptConfig):
        super().__init__(config)
        d = config.d_model
        self.wte = nn.Embedding(config.vocab_size, d)
        self.blocks = nn.ModuleList(MptBlock(config) for _ in range(config.n_layers))
        self.norm_f = nn.LayerNorm(d, eps=config.layer_norm_epsilon, bias=False)

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, distances(self.config.n_heads, embeddings, past)

    def finish(self, hidden):
        return self.norm_f(hidden)


class MptForCausalLM(CausalLM, MptPreTrainedModel):
    base_class = MptModel
    tied_weights = {"lm_head.weight": "transformer.wte.weight"}


class MptForSequenceClassification(SequenceClassification, MptPreTrainedModel):
    base_class = MptModel


class MptForTokenClassification(TokenClassification, MptPreTrainedModel):
    base_class = MptModel
    classifier_name = "classifier"


class MptForQuestionAnswering(QuestionAnswering, MptPreTrainedModel):
    base_class = MptModel


HEADS = {
    "base": MptModel,
    "pretraining": MptForCausalLM,
    "causal-lm": MptForCausalLM,
    "sequence-classification": MptForSequenceClassification,
    "token-classification": MptForTokenClassification,
    "question-answering": MptForQuestionAnswering,
}
