"""SqueezeBERT: Iandola et al., 2020, arXiv:2006.11316.

BERT whose layers are grouped convolutions of one token: each group of features is projected by
itself.

b batch, t tokens, q queries, k keys, h heads, d hidden, f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.squeezebert import SqueezeBertConfig
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.masked_scores import masked_scores
from ..blocks.text_encoder import TextEncoder
from ..blocks.variation import variation
from . import bert
from .bert import BertPooler

EPS = 1e-12  # of the norms of layers, whatever the config's


class SqueezeBertEmbeddings(nn.Module):
    def __init__(self, config: SqueezeBertConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.absolute = True

    forward = bert.BertEmbeddings.forward


class SqueezeBertSelfAttention(nn.Module):
    def __init__(self, config: SqueezeBertConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.query = nn.Conv1d(d, d, 1, groups=config.q_groups)
        self.key = nn.Conv1d(d, d, 1, groups=config.k_groups)
        self.value = nn.Conv1d(d, d, 1, groups=config.v_groups)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.query, self.key, self.value)
        )
        scale = self.head_size**-0.5
        if attend.recorder.wants_attentions:
            attend.record(self.scores(query * scale, key, attend.mask))
        plain = attend.recording_in(Recorder(cache=False))
        return plain(query, key, value, scale=scale, dropout=self.dropout)

    def scores(self, query, key, mask):  # -> [b h q k]; what its authors return as attentions
        return masked_scores(ops.einsum("bqhs,bkhs->bhqk", query, key), mask)


class ConvDropoutLayerNorm(nn.Module):
    def __init__(self, features: int, out: int, groups: int, dropout: float):
        super().__init__()
        self.conv1d = nn.Conv1d(features, out, 1, groups=groups)
        self.layernorm = nn.LayerNorm(out, eps=EPS)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, residual):  # [b t f], [b t d] -> [b t d]
        return self.layernorm(self.dropout(self.conv1d(x)) + residual)


class ConvActivation(nn.Module):
    def __init__(self, features: int, out: int, groups: int, act: str):
        super().__init__()
        self.conv1d = nn.Conv1d(features, out, 1, groups=groups)
        self.activation = activation(act)

    def forward(self, hidden):  # [b t d] -> [b t f]
        return self.activation(self.conv1d(hidden))


class SqueezeBertModule(nn.Block):
    def __init__(self, config: SqueezeBertConfig):
        super().__init__()
        d, f, p = config.hidden_size, config.intermediate_size, config.hidden_dropout_prob
        groups = config.intermediate_groups
        self.attention = SqueezeBertSelfAttention(config)
        self.post_attention = ConvDropoutLayerNorm(d, d, config.post_attention_groups, p)
        self.intermediate = ConvActivation(d, f, groups, config.hidden_act)
        self.output = ConvDropoutLayerNorm(f, d, config.output_groups, p)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.post_attention(self.attention(hidden, attend), hidden)
        return self.output(self.intermediate(hidden), hidden)


class SqueezeBertEncoder(nn.Module):
    """The layers."""

    layer_class = SqueezeBertModule

    def __init__(self, config: SqueezeBertConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(self.layer_class(config) for _ in layers)


class SqueezeBertPreTrainedModel(bert.BertPreTrainedModel):
    """What all SqueezeBERT models share."""

    config_class = SqueezeBertConfig
    base_model_prefix = "transformer"
    optional_parts = ()
    embeddings_class, encoder_class = SqueezeBertEmbeddings, SqueezeBertEncoder
    pooler_class = BertPooler


class SqueezeBertModel(TextEncoder, SqueezeBertPreTrainedModel):
    """SqueezeBERT without a head. Its attentions are scores [b h q k], not yet weights."""

    layers_name = "layers"

    def __init__(self, config: SqueezeBertConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = self.pooler_class(config)


POOLED = dict(base_options={})  # every head has a pooler
HEADS = variation(
    __name__,
    "SqueezeBert",
    bert,
    SqueezeBertConfig,
    heads={
        "masked-lm": POOLED,
        "token-classification": POOLED,
        "question-answering": POOLED,
    },
    without=["pretraining", "causal-lm", "next-sentence-prediction"],
    base_model_prefix="transformer",
)
HEADS["pretraining"] = HEADS["masked-lm"]
