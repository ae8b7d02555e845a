"""RoCBert: Su et al., 2022, aclanthology.org/2022.acl-long.65.

BERT for Chinese that also reads each character's shape and pronunciation, so that a text which
was changed to deceive has nearly the same vector.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.roc_bert import RoCBertConfig
from auto_core.outputs import MaskedLMOutput

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import IGNORED, token_loss
from ..blocks.text_heads import DECODER_INPUTS, CausalLM
from ..blocks.variation import variation
from . import bert
from .bert import BertEmbeddings, BertOnlyMLMHead

SCALE = 100  # of the similarities of texts


class RoCBertEmbeddings(BertEmbeddings):
    """BERT's, beside those of shapes and pronunciations: mapped together, or their mean."""

    def __init__(self, config: RoCBertConfig, *, size: int):
        super().__init__(config, size=size)
        pad = config.pad_token_id
        self.pronunciation_embed = nn.Embedding(
            config.pronunciation_vocab_size, config.pronunciation_embed_dim, padding_idx=pad
        )
        self.shape_embed = nn.Embedding(
            config.shape_vocab_size, config.shape_embed_dim, padding_idx=pad
        )
        self.reads_shapes, self.reads_sounds = config.enable_shape, config.enable_pronunciation
        self.joined = config.concat_input
        if self.joined:
            width = size + config.shape_embed_dim * self.reads_shapes
            width += config.pronunciation_embed_dim * self.reads_sounds
            self.map_inputs_layer = nn.Linear(width, size)

    def further(self, shapes, pronunciations):
        """(ids or None, table) of what is read beside the tokens."""
        found = [(shapes, self.shape_embed)] if self.reads_shapes else []
        return found + [(pronunciations, self.pronunciation_embed)] * self.reads_sounds

    def enriched(
        self, input_ids, shapes, pronunciations, token_type_ids, position_ids, embeds, *, start
    ):  # -> [b t d]
        further = self.further(shapes, pronunciations)
        if self.joined:
            words = self.word_embeddings(input_ids) if embeds is None else embeds
            batch, tokens, _ = ops.shape(words)
            none = ops.zeros((batch, tokens), like=words, dtype="int64")
            parts = [table(none if ids is None else ids) for ids, table in further]
            embeds, input_ids = self.map_inputs_layer(ops.cat([words, *parts], 2)), None
        hidden = self(input_ids, token_type_ids, position_ids, embeds, start=start)
        if self.joined:
            return hidden
        parts = [hidden, *(table(ids) for ids, table in further if ids is not None)]
        return sum(parts[1:], parts[0]) / len(parts)


class RoCBertPreTrainedModel(bert.BertPreTrainedModel):
    """What all RoCBert models share."""

    config_class = RoCBertConfig
    base_model_prefix = "roc_bert"
    embeddings_class = RoCBertEmbeddings


class RoCBertModel(bert.BertModel, RoCBertPreTrainedModel):
    """RoCBert without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        input_shape_ids, input_pronunciation_ids: [b t], of each token; 0 by default or, where
            embeddings are added (concat_input=False), none.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.
        encoder_hidden_states: [b k d], what a decoder attends to; encoder_attention_mask [b k].
        past_key_values: a KeyValueCache from an earlier call (decoder only).
    """

    def get_shape_embeddings(self):
        """The table of shapes."""
        return self.embeddings.shape_embed

    def set_shape_embeddings(self, value):
        self.embeddings.shape_embed = value

    def get_pronunciation_embeddings(self):
        """The table of pronunciations."""
        return self.embeddings.pronunciation_embed

    def set_pronunciation_embeddings(self, value):
        self.embeddings.pronunciation_embed = value

    def forward(
        self,
        input_ids=None,
        input_shape_ids=None,
        input_pronunciation_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        self.check_inputs(input_ids, inputs_embeds, encoder_hidden_states)
        hidden = self.embeddings.enriched(
            input_ids,
            input_shape_ids,
            input_pronunciation_ids,
            token_type_ids,
            position_ids,
            inputs_embeds,
            start=kv_cache.filled(past_key_values if self.config.is_decoder else None),
        )
        return self.encode_embedded(
            hidden,
            attention_mask,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class RoCBertForPreTraining(OutputEmbeddings, Head, RoCBertPreTrainedModel):
    """The masked tokens, and vectors that tell texts apart but not a text from its changed one.

    Args of `forward`:
        labels_input_ids: [b t], the original text, -100 for tokens that do not count.
        labels_input_shape_ids, labels_input_pronunciation_ids: [b t], of it.
        labels_attention_mask, labels_token_type_ids: [b t], of it.
        attack_input_ids: [b t], a text that was changed to deceive. With it and
            labels_input_ids, the loss has a part of the vectors.
        attack_input_shape_ids, attack_input_pronunciation_ids: [b t], of it.
        attack_attention_mask, attack_token_type_ids: [b t], of it.
    """

    base_class = RoCBertModel
    tied_weights = {
        "cls.predictions.decoder.weight": "roc_bert.embeddings.word_embeddings.weight",
        "cls.predictions.decoder.bias": "cls.predictions.bias",
    }
    output_embeddings = "cls.predictions.decoder"
    excluded_inputs = DECODER_INPUTS

    def add_head(self, config: RoCBertConfig) -> None:
        self.cls = BertOnlyMLMHead(config)

    def forward(
        self,
        attack_input_ids=None,
        attack_input_shape_ids=None,
        attack_input_pronunciation_ids=None,
        attack_attention_mask=None,
        attack_token_type_ids=None,
        labels_input_ids=None,
        labels_input_shape_ids=None,
        labels_input_pronunciation_ids=None,
        labels_attention_mask=None,
        labels_token_type_ids=None,
        **inputs: Any,
    ):
        output = self.encode(**inputs)
        logits = self.cls(output.last_hidden_state)
        loss = None
        if labels_input_ids is not None:
            loss = token_loss(logits, labels_input_ids)
        if labels_input_ids is not None and attack_input_ids is not None:
            pad = self.config.pad_token_id
            original = self.encode(
                input_ids=ops.where(labels_input_ids == IGNORED, pad, labels_input_ids),
                input_shape_ids=labels_input_shape_ids,
                input_pronunciation_ids=labels_input_pronunciation_ids,
                attention_mask=labels_attention_mask,
                token_type_ids=labels_token_type_ids,
            )
            changed = self.encode(
                input_ids=attack_input_ids,
                input_shape_ids=attack_input_shape_ids,
                input_pronunciation_ids=attack_input_pronunciation_ids,
                attention_mask=attack_attention_mask,
                token_type_ids=attack_token_type_ids,
            )
            vectors = (x.pooler_output for x in (output, original, changed))
            loss = loss + contrast(*map(normalised, vectors))
        return MaskedLMOutput.of(output, loss=loss, logits=logits)


def normalised(x):  # [b d] -> [b d] of length 1
    return x / ops.clamp(ops.sqrt(ops.sum(x * x, 1, keepdim=True)), min=1e-12)


def contrast(texts, originals, changed):  # three of [b d]
    """The loss of finding each text's, and each original's, changed text among all."""
    index = ops.arange(0, ops.shape(texts)[0], like=texts, dtype="int64")
    scores = (SCALE * ops.matmul(x, ops.transpose(changed, 0, 1)) for x in (texts, originals))
    first, second = (token_loss(score, index) for score in scores)
    return (first + second) / 2


class RoCBertForCausalLM(bert.BertTokenScores, CausalLM, RoCBertPreTrainedModel):
    """The next token. `generate` reads the shapes and pronunciations of the prompt; tokens that it
    adds have none."""

    base_class = RoCBertModel
    prefill_inputs = ("input_shape_ids", "input_pronunciation_ids")
    two_way_prompt = True  # computed once: its last token again would have no shape
    tied_weights = RoCBertForPreTraining.tied_weights
    input_order = (
        "input_ids",
        "input_shape_ids",
        "input_pronunciation_ids",
        "attention_mask",
        "token_type_ids",
        "position_ids",
        "inputs_embeds",
        "encoder_hidden_states",
        "encoder_attention_mask",
        "past_key_values",
        "labels",
    )


HEADS = variation(
    __name__,
    "RoCBert",
    bert,
    RoCBertConfig,
    heads={"causal-lm": dict(name="RoCBertForCausalLM")},
    without=["next-sentence-prediction"],
    base_model_prefix="roc_bert",
    embeddings_class=RoCBertEmbeddings,
)
