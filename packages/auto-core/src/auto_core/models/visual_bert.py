"""VisualBERT: Li et al., 2019, arXiv:1908.03557.

BERT over the tokens of a text and the regions of an image, which a detector found and described
by vectors.

b batch, t tokens, o regions, d hidden, a aligned tokens, n choices, p phrases, v vocabulary,
c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.visual_bert import VisualBertConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    BertForPreTrainingOutput,
    SequenceClassifierOutput,
)

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.masked_scores import masked_scores
from ..blocks.text_heads import MultipleChoice
from .bert import BertEncoder, BertPooler, BertPreTrainingHeads


class VisualBertEmbeddings(nn.Module):
    """Embeddings of tokens, then of regions, with segments and positions of either's own."""

    def __init__(self, config: VisualBertConfig):
        super().__init__()
        d, most = config.hidden_size, config.max_position_embeddings
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(most, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.visual_token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.visual_position_embeddings = nn.Embedding(most, d)
        self.visual_projection = nn.Linear(config.visual_embedding_dim, d)

    def forward(self, text, image):  # -> [b t d] or [b t+o d]; see VisualBertModel
        input_ids, token_type_ids, position_ids, inputs_embeds = text
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            position_ids = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = embeds + self.token_type_embeddings(token_type_ids)
        hidden = hidden + self.position_embeddings(position_ids)
        if image[0] is not None:
            hidden = ops.cat([hidden, self.regions(*image)], 1)
        return self.dropout(self.LayerNorm(hidden))

    def regions(self, visual_embeds, visual_token_type_ids, image_text_alignment):
        """[b o size] -> [b o d]"""
        hidden = self.visual_projection(visual_embeds)
        first = ops.zeros((1, 1), like=ops.arange(0, 1, like=hidden, dtype="int64"))
        kinds = first + 1 if visual_token_type_ids is None else visual_token_type_ids
        hidden = hidden + self.visual_token_type_embeddings(kinds)
        hidden = hidden + self.visual_position_embeddings(first)
        if image_text_alignment is None:
            return hidden
        return hidden + self.aligned(image_text_alignment)[:, : ops.shape(hidden)[1]]

    def aligned(self, alignment):
        """The mean of the positions of the tokens that a region [b o a] belongs to; -1 is none."""
        counted = alignment != -1
        positions = self.position_embeddings(ops.where(counted, alignment, 0))  # [b o a d]
        shares = ops.cast(counted, ops.dtype(positions))
        total = ops.sum(positions * ops.unsqueeze(shares, -1), 2)
        count = ops.sum(shares, 2)
        return total / ops.unsqueeze(ops.where(count == 0, 1.0, count), -1)


class VisualBertPreTrainedModel(nn.PreTrainedModel):
    """What all VisualBERT models share."""

    config_class = VisualBertConfig
    base_model_prefix = "visual_bert"
    optional_parts = (r"(^|\.)pooler\.",)


class VisualBertModel(VisualBertPreTrainedModel):
    """VisualBERT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids, position_ids: [b t].
        visual_embeds: [b o size], a detector's vectors of regions.
        visual_attention_mask: [b o], 1 for regions and 0 for padding.
        visual_token_type_ids: [b o], 1 by default.
        image_text_alignment: [b o a], positions of the tokens that each region belongs to, -1 for
            none.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t+o d], pooler_output [b d].
    """

    def __init__(self, config: VisualBertConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = VisualBertEmbeddings(config)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        visual_embeds=None,
        visual_attention_mask=None,
        visual_token_type_ids=None,
        image_text_alignment=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        text = input_ids, token_type_ids, position_ids, inputs_embeds
        image = visual_embeds, visual_token_type_ids, image_text_alignment
        hidden = self.embeddings(text, image)
        given = inputs_embeds if input_ids is None else input_ids
        mask = self.joined(attention_mask, visual_attention_mask, given, visual_embeds)
        output = self.encoder(
            hidden,
            attention_masks.boolean_mask(mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def joined(self, text_mask, image_mask, text, image):
        """The masks of tokens and of regions as one [b t+o], or None."""
        if image is None:
            return text_mask
        if text_mask is None and image_mask is None:
            return None
        masks = [
            ops.ones(ops.shape(x)[:2], like=given) if mask is None else mask
            for mask, x, given in (
                (text_mask, text, image_mask if text_mask is None else text_mask),
                (image_mask, image, text_mask if image_mask is None else image_mask),
            )
        ]
        return ops.cat([ops.cast(mask, "int64") for mask in masks], 1)


TIED_DECODER = {
    "cls.predictions.decoder.weight": "visual_bert.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
}


class VisualBertForPreTraining(OutputEmbeddings, Head, VisualBertPreTrainedModel):
    """The masked tokens and whether the text is of the image.

    Args of `forward`, beyond the model's:
        labels: [b t+o], the masked tokens, -100 for what does not count.
        sentence_image_labels: [b], whether text and image belong together.
    """

    base_class = VisualBertModel
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: VisualBertConfig) -> None:
        self.cls = BertPreTrainingHeads(config)

    def forward(self, labels=None, sentence_image_labels=None, **inputs: Any):
        output = self.encode(**inputs)
        tokens, fits = self.cls(output.last_hidden_state, output.pooler_output)
        loss = None
        if labels is not None:
            loss = token_loss(tokens, labels)
            if sentence_image_labels is not None:
                loss = loss + token_loss(fits, sentence_image_labels)
        return BertForPreTrainingOutput.of(
            output, loss=loss, prediction_logits=tokens, seq_relationship_logits=fits
        )


class VisualBertForMultipleChoice(MultipleChoice, VisualBertPreTrainedModel):
    """The best of n texts for an image: every input has an axis of choices; labels [b]."""

    base_class = VisualBertModel
    excluded_inputs = ()

    def add_head(self, config: VisualBertConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.cls = nn.Linear(config.hidden_size, 1)

    def score(self, output):  # -> [b*n 1]
        return self.cls(self.dropout(output.pooler_output))


def divergence(logits, labels):
    """The Kullback-Leibler divergence of log-probabilities [b ... c] from probabilities, summed
    and divided by b."""
    labels = ops.cast(labels, ops.dtype(logits))
    known = labels > 0
    entropy = ops.where(known, labels * ops.log(ops.where(known, labels, 1.0)), 0.0)
    total = ops.sum(ops.reshape(entropy - labels * logits, (-1,)), 0)
    return total / ops.shape(logits)[0]


class VisualBertForQuestionAnswering(Head, VisualBertPreTrainedModel):
    """The answers to a question: labels [b c], the share of each. With labels, the logits are
    log-probabilities.

    The question's last token but one stands for it; its attention_mask tells which.
    """

    base_class = VisualBertModel

    def add_head(self, config: VisualBertConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.cls = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, attention_mask=None, labels=None, **inputs: Any):
        if attention_mask is None:
            raise InputError("Pass attention_mask: it tells where each question ends.")
        output = self.encode(attention_mask=attention_mask, **inputs)
        index = ops.sum(ops.cast(attention_mask, "int64"), 1) - 2
        index = ops.unsqueeze(ops.unsqueeze(index, -1), -1)
        chosen = ops.gather(output.last_hidden_state, 1, index)[:, 0]
        logits, loss = self.cls(self.dropout(chosen)), None
        if labels is not None:
            logits = ops.log_softmax(logits, -1)
            loss = divergence(logits, labels)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


class VisualBertForVisualReasoning(Head, VisualBertPreTrainedModel):
    """Whether a text is true of images: labels [b]."""

    base_class = VisualBertModel

    def add_head(self, config: VisualBertConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.cls = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.cls(self.dropout(output.pooler_output))
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


class VisualBertRegionToPhraseAttention(nn.Module):
    """The score of each region for each phrase, by a head of attention."""

    def __init__(self, config: VisualBertConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.query = nn.Linear(d, self.head_size)
        self.key = nn.Linear(d, self.head_size)
        self.value = nn.Linear(d, self.head_size)  # without effect

    def forward(self, phrases, regions, regions_mask):  # [b p d], [b o d], [b o] -> [b p o]
        query, key = self.query(phrases), self.key(regions)
        scores = ops.matmul(query, ops.transpose(key, 1, 2)) * self.head_size**-0.5
        return masked_scores(scores, ops.unsqueeze(regions_mask != 0, 1))


class VisualBertForRegionToPhraseAlignment(OutputEmbeddings, Head, VisualBertPreTrainedModel):
    """The regions that phrases are about, as `logits` [b p o].

    Args of `forward`, beyond the model's:
        region_to_phrase_position: [b p], the positions of phrases, -1 for none.
        labels: [b p o], the share of each region.
    """

    base_class = VisualBertModel
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: VisualBertConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.cls = BertPreTrainingHeads(config)
        self.attention = VisualBertRegionToPhraseAttention(config)

    def forward(
        self,
        attention_mask=None,
        visual_attention_mask=None,
        region_to_phrase_position=None,
        labels=None,
        **inputs: Any,
    ):
        masks = dict(attention_mask=attention_mask, visual_attention_mask=visual_attention_mask)
        if any(x is None for x in (*masks.values(), region_to_phrase_position)):
            raise InputError(
                "Pass attention_mask, visual_attention_mask and region_to_phrase_position."
            )
        output = self.encode(**masks, **inputs)
        hidden = output.last_hidden_state
        index = ops.where(region_to_phrase_position != -1, region_to_phrase_position, 0)
        phrases = ops.gather(hidden, 1, ops.unsqueeze(index, -1))
        regions = hidden[:, ops.shape(attention_mask)[1] :]
        logits = self.attention(phrases, regions, visual_attention_mask)
        loss = None if labels is None else divergence(ops.log_softmax(logits, -1), labels)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


HEADS = {"base": VisualBertModel, "pretraining": VisualBertForPreTraining}
