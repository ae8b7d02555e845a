"""ConvBERT: Jiang et al., 2020, arXiv:2008.02496.

BERT with smaller embeddings, in whose layers half of attention is replaced by convolutions over
near tokens, of kernels that follow from the tokens themselves.

b batch, t tokens, d hidden, e embedding, f feed-forward, h heads, s size of a head, w width of
the convolution, g groups, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.convbert import ConvBertConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.text_encoder import TextEncoder
from ..blocks.text_heads import classifier_dropout
from ..blocks.variation import variation
from . import electra
from .bert import (
    BertAttention,
    BertEmbeddings,
    BertIntermediate,
    BertLayer,
    BertOutput,
)


class SeparableConv1D(nn.Module):
    """A convolution of each feature by itself, then a projection of each token."""

    def __init__(self, features: int, out: int, width: int):
        super().__init__()
        options = dict(padding=width // 2, groups=features, bias=False)
        self.depthwise = nn.Conv1d(features, features, width, **options)
        self.pointwise = nn.Conv1d(features, out, 1, bias=False)
        self.bias = nn.Parameter((out, 1), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t h*s]
        return self.pointwise(self.depthwise(hidden)) + ops.asarray(self.bias)[:, 0]


class ConvBertSelfAttention(nn.Module):
    def __init__(self, config: ConvBertConfig, **options: object):
        super().__init__()
        d, self.heads, self.head_size = config.hidden_size, config.heads, config.head_size
        size, self.width = self.heads * self.head_size, config.conv_kernel_size
        self.query = nn.Linear(d, size)
        self.key = nn.Linear(d, size)
        self.value = nn.Linear(d, size)
        self.key_conv_attn_layer = SeparableConv1D(d, size, self.width)
        self.conv_kernel_layer = nn.Linear(size, self.heads * self.width)
        self.conv_out_layer = nn.Linear(d, size)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend, source=None):  # [b t d] -> [b t d]
        query = self.query(hidden)
        convolved = self.convolve(hidden, query)
        query, key, value = (
            split_heads(x, self.head_size) for x in (query, self.key(hidden), self.value(hidden))
        )
        attended = attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
        return ops.cat([attended, convolved], -1)

    def convolve(self, hidden, query):  # [b t d], [b t h*s] -> [b t h*s]
        batch, tokens, _ = ops.shape(hidden)
        shape = (batch, tokens, self.heads)
        kernel = self.conv_kernel_layer(self.key_conv_attn_layer(hidden) * query)
        kernel = ops.softmax(ops.reshape(kernel, (*shape, self.width)), -1)  # [b t h w]
        side = self.width // 2
        near = ops.pad(self.conv_out_layer(hidden), [(0, 0), (side, side), (0, 0)], value=0)
        total = 0.0
        for tap in range(self.width):
            values = ops.reshape(near[:, tap : tap + tokens], (*shape, self.head_size))
            total = total + values * kernel[..., tap : tap + 1]
        return ops.reshape(total, (batch, tokens, self.heads * self.head_size))


class ConvBertAttention(BertAttention):
    self_class = ConvBertSelfAttention


class GroupedLinearLayer(nn.Module):
    """A linear layer for each group of features."""

    def __init__(self, features: int, out: int, groups: int):
        super().__init__()
        self.groups, self.features, self.out = groups, features, out
        self.weight = nn.Parameter((groups, features // groups, out // groups), init="normal")
        self.bias = nn.Parameter((out,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t f]
        batch, tokens, _ = ops.shape(hidden)
        parts = ops.reshape(hidden, (batch, tokens, self.groups, self.features // self.groups))
        parts = ops.einsum("btgi,gio->btgo", parts, ops.asarray(self.weight))
        return ops.reshape(parts, (batch, tokens, self.out)) + ops.asarray(self.bias)


class ConvBertIntermediate(BertIntermediate):
    def __init__(self, config: ConvBertConfig):
        super().__init__(config)
        if config.num_groups > 1:
            d, f = config.hidden_size, config.intermediate_size
            self.dense = GroupedLinearLayer(d, f, config.num_groups)


class ConvBertOutput(BertOutput):
    def __init__(self, config: ConvBertConfig):
        super().__init__(config)
        if config.num_groups > 1:
            d, f = config.hidden_size, config.intermediate_size
            self.dense = GroupedLinearLayer(f, d, config.num_groups)


class ConvBertLayer(BertLayer):
    attention_class = ConvBertAttention
    intermediate_class, output_class = ConvBertIntermediate, ConvBertOutput


class ConvBertEncoder(nn.Module):
    """The layers."""

    layer_class = ConvBertLayer

    def __init__(self, config: ConvBertConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)


class ConvBertPreTrainedModel(electra.ElectraPreTrainedModel):
    """What all ConvBERT models share."""

    config_class = ConvBertConfig
    base_model_prefix = "convbert"
    optional_parts = ()
    embeddings_class, encoder_class = BertEmbeddings, ConvBertEncoder


class ConvBertModel(TextEncoder, ConvBertPreTrainedModel):
    """ConvBERT without a head."""

    def __init__(self, config: ConvBertConfig):
        super().__init__(config)
        e, d = config.embedding_size, config.hidden_size
        self.embeddings = self.embeddings_class(config, size=e)
        self.embeddings_project = None if e == d else nn.Linear(e, d)
        self.encoder = self.encoder_class(config)
        self.pooler = None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds):
        embeds = super().embed(input_ids, token_type_ids, position_ids, inputs_embeds)
        return embeds if self.embeddings_project is None else self.embeddings_project(embeds)


class ConvBertClassificationHead(nn.Module):
    def __init__(self, config: ConvBertConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.out_proj = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, hidden):  # [b t d] -> [b c], from the first token
        first = self.activation(self.dense(self.dropout(hidden[:, 0])))
        return self.out_proj(self.dropout(first))


class ConvBertForSequenceClassification(
    electra.ElectraForSequenceClassification, ConvBertPreTrainedModel
):
    base_class = ConvBertModel

    def add_head(self, config: ConvBertConfig) -> None:
        self.classifier = ConvBertClassificationHead(config)


HEADS = variation(
    __name__,
    "ConvBert",
    electra,
    ConvBertConfig,
    without=["pretraining", "causal-lm", "text-encoding"],
    base_model_prefix="convbert",
)
