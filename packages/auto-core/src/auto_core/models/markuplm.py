"""MarkupLM: Li et al., 2021, arXiv:2110.08518.

RoBERTa for web pages: the path of each token's node in the tree of HTML, tags and their numbers
among siblings, is embedded and added to the token's embedding.

b batch, t tokens, u steps of a path, e size of a step, d hidden, c classes.
"""

from __future__ import annotations

from auto_core.configs.markuplm import MarkupLMConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.position_ids import unpadded_positions
from ..blocks.text_heads import (
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertEncoder, BertPooler


class XPathEmbeddings(nn.Module):
    """Of paths: each step has tables of its own for tags and for numbers."""

    def __init__(self, config: MarkupLMConfig):
        super().__init__()
        d, e, self.depth = config.hidden_size, config.xpath_unit_hidden_size, config.max_depth
        self.xpath_unitseq2_embeddings = nn.Linear(e * self.depth, d)  # in files, of no use
        self.xpath_unitseq2_inner = nn.Linear(e * self.depth, 4 * d)
        self.inner2emb = nn.Linear(4 * d, d)
        self.xpath_tag_sub_embeddings = nn.ModuleList(
            nn.Embedding(config.max_xpath_tag_unit_embeddings, e) for _ in range(self.depth)
        )
        self.xpath_subs_sub_embeddings = nn.ModuleList(
            nn.Embedding(config.max_xpath_subs_unit_embeddings, e) for _ in range(self.depth)
        )
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, tags, numbers):  # two of [b t u] -> [b t d]
        def embedded(tables, path):  # [b t u] -> [b t u*e]
            return ops.cat([table(path[:, :, step]) for step, table in enumerate(tables)], 2)

        path = embedded(self.xpath_tag_sub_embeddings, tags)
        path = path + embedded(self.xpath_subs_sub_embeddings, numbers)
        return self.inner2emb(self.dropout(ops.relu(self.xpath_unitseq2_inner(path))))


class MarkupLMEmbeddings(nn.Module):
    """Embeddings of tokens, segments, positions in the text and paths in the page."""

    def __init__(self, config: MarkupLMConfig):
        super().__init__()
        d, self.pad = config.hidden_size, config.pad_token_id
        self.nowhere = (config.tag_pad_id, config.subs_pad_id)
        self.depth = config.max_depth
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=self.pad)
        self.position_embeddings = nn.Embedding(
            config.max_position_embeddings, d, padding_idx=self.pad
        )
        self.xpath_embeddings = XPathEmbeddings(config)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def path(self, given, name: str, *, fill: int, like):
        """A given path [b t u], or that of no node [1 1 u]."""
        if given is None:
            return ops.zeros((1, 1, self.depth), like=like) + fill
        depth = ops.shape(given)[-1]
        if isinstance(depth, int) and depth != self.depth:
            raise InputError(
                f"{name} has paths of {depth} steps, expected max_depth={self.depth}, filled up."
            )
        return given

    def forward(self, input_ids, tags, numbers, token_type_ids, position_ids, inputs_embeds):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=self.pad)
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        tag, number = self.nowhere
        tags = self.path(tags, "xpath_tags_seq", fill=tag, like=position_ids)
        numbers = self.path(numbers, "xpath_subs_seq", fill=number, like=position_ids)
        hidden = embeds + self.position_embeddings(position_ids)
        hidden = hidden + self.token_type_embeddings(token_type_ids)
        hidden = hidden + self.xpath_embeddings(tags, numbers)
        return self.dropout(self.LayerNorm(hidden))  # [b t d]


class MarkupLMPreTrainedModel(nn.PreTrainedModel):
    """What all MarkupLM models share."""

    config_class = MarkupLMConfig
    base_model_prefix = "markuplm"
    optional_parts = (r"(^|\.)pooler\.",)


class MarkupLMModel(MarkupLMPreTrainedModel):
    """MarkupLM without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        xpath_tags_seq: [b t u], the tags of the path of each token's node, from the root on,
            filled up to config.max_depth; those of no node by default.
        xpath_subs_seq: [b t u], their numbers among siblings of the same tag.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], by default counted over tokens from pad_token_id + 1.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d], and on
        request hidden_states and attentions.
    """

    def __init__(self, config: MarkupLMConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = MarkupLMEmbeddings(config)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        xpath_tags_seq=None,
        xpath_subs_seq=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = self.embeddings(
            input_ids, xpath_tags_seq, xpath_subs_seq, token_type_ids, position_ids, inputs_embeds
        )
        output = self.encoder(
            hidden,
            attention_masks.boolean_mask(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


class MarkupLMForSequenceClassification(SequenceClassification, MarkupLMPreTrainedModel):
    base_class = MarkupLMModel


class MarkupLMForTokenClassification(TokenClassification, MarkupLMPreTrainedModel):
    base_class = MarkupLMModel
    base_options = {"add_pooling_layer": False}

    def score(self, output):  # -> [b t c], without dropout, as upstream
        return self.classifier(output.last_hidden_state)


class MarkupLMForQuestionAnswering(QuestionAnswering, MarkupLMPreTrainedModel):
    base_class = MarkupLMModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: MarkupLMConfig) -> None:
        if config.num_labels != 2:
            raise ConfigError(
                f"num_labels is {config.num_labels}, expected 2: a question is answered by the "
                "scores of starts and of ends."
            )
        super().add_head(config)


HEADS = {
    "base": MarkupLMModel,
    "sequence-classification": MarkupLMForSequenceClassification,
    "token-classification": MarkupLMForTokenClassification,
    "question-answering": MarkupLMForQuestionAnswering,
}
