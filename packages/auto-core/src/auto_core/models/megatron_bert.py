"""Megatron-LM's BERT: Shoeybi et al., 2019, arXiv:1909.08053.

BERT that normalises before each part and after the last layer, not after the embeddings.

b batch, t tokens, k keys, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.configs.megatron_bert import MegatronBertConfig

from .. import nn
from ..blocks.residual import AttentionResidual, FeedForwardResidual
from ..blocks.variation import variation
from . import bert
from .bert import BertAttention, BertEmbeddings, BertEncoder, BertLayer

# Norms have other names in XLM-RoBERTa-XL, whose layers are the same.


class MegatronBertEmbeddings(BertEmbeddings):
    has_norm = False


class MegatronBertAttention(BertAttention):
    output_class = AttentionResidual
    norm_name = "ln"

    def __init__(self, config: PreTrainedConfig, *, relative: bool, source: int | None = None):
        super().__init__(config, relative=relative, source=source)
        setattr(self, self.norm_name, nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps))

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        normed = getattr(self, self.norm_name)(hidden)
        return self.output(self.self(normed, attend, source), hidden)


class MegatronBertLayer(BertLayer):
    attention_class, output_class = MegatronBertAttention, FeedForwardResidual
    norm_name = "ln"

    def __init__(self, config: PreTrainedConfig):
        super().__init__(config)
        setattr(self, self.norm_name, nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps))

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        normed = getattr(self, self.norm_name)(hidden)
        return self.output(self.intermediate(normed), hidden)


class MegatronBertEncoder(BertEncoder):
    layer_class = MegatronBertLayer
    norm_name = "ln"

    def __init__(self, config: PreTrainedConfig):
        super().__init__(config)
        setattr(self, self.norm_name, nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps))

    def finish(self, hidden):  # [b t d] -> [b t d]
        return getattr(self, self.norm_name)(hidden)


HEADS = variation(
    __name__,
    "MegatronBert",
    bert,
    MegatronBertConfig,
    heads={"causal-lm": dict(name="MegatronBertForCausalLM")},
    without=["text-encoding"],
    embeddings_class=MegatronBertEmbeddings,
    encoder_class=MegatronBertEncoder,
)
