"""ELECTRA: Clark et al., 2020, arXiv:2003.10555.

BERT's network with smaller embeddings than states and no pooler, trained in two parts: a
generator that fills in masked tokens, and a discriminator that tells which ones were replaced.

b batch, t tokens, d hidden, e embedding, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.electra import ElectraConfig
from auto_core.outputs import ElectraForPreTrainingOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.heads import Head
from ..blocks.sequence_summary import SequenceSummary
from ..blocks.text_heads import (
    DECODER_INPUTS,
    CausalLM,
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
    classifier_dropout,
)
from .bert import BertEmbeddings, BertEncoder, BertStack


class ElectraPreTrainedModel(nn.PreTrainedModel):
    """What all ELECTRA models share."""

    config_class = ElectraConfig
    base_model_prefix = "electra"
    splits_attention = True
    ignored_keys = (r"embeddings\.token_type_ids$",)  # constant zeros in some older files
    optional_parts = (r"\.crossattention\.",)
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = BertEmbeddings, BertEncoder


TIED_DECODER = {"generator_lm_head.weight": "electra.embeddings.word_embeddings.weight"}


class ElectraModel(BertStack, ElectraPreTrainedModel):
    """ELECTRA without a head."""

    def __init__(self, config: ElectraConfig):
        super().__init__(config)
        e, d = config.embedding_size, config.hidden_size
        self.embeddings = self.embeddings_class(config, size=e)
        self.embeddings_project = None if e == d else nn.Linear(e, d)
        self.encoder = self.encoder_class(config)
        self.pooler = None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        embeds = super().embed(input_ids, token_type_ids, position_ids, inputs_embeds, start=start)
        return embeds if self.embeddings_project is None else self.embeddings_project(embeds)


class ElectraDiscriminatorPredictions(nn.Module):
    def __init__(self, config: ElectraConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.activation = activation(config.hidden_act)
        self.dense_prediction = nn.Linear(config.hidden_size, 1)

    def forward(self, hidden):  # [b t d] -> [b t]
        return self.dense_prediction(self.activation(self.dense(hidden)))[..., 0]


class ElectraGeneratorPredictions(nn.Module):
    def __init__(self, config: ElectraConfig):
        super().__init__()
        self.LayerNorm = nn.LayerNorm(config.embedding_size, eps=config.layer_norm_eps)
        self.dense = nn.Linear(config.hidden_size, config.embedding_size)

    def forward(self, hidden):  # [b t d] -> [b t e]; gelu, whatever the config's hidden_act
        return self.LayerNorm(ops.gelu(self.dense(hidden), approximate="none"))


class ElectraClassificationHead(nn.Module):
    def __init__(self, config: ElectraConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.out_proj = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, hidden):  # [b t d] -> [b c], from the first token; gelu as its authors did
        first = self.dense(self.dropout(hidden[:, 0]))
        return self.out_proj(self.dropout(ops.gelu(first, approximate="none")))


class ElectraForPreTraining(Head, ElectraPreTrainedModel):
    """The discriminator: was a token replaced? labels [b t], 1 for tokens that were."""

    base_class = ElectraModel
    excluded_inputs = DECODER_INPUTS

    def add_head(self, config: ElectraConfig) -> None:
        self.discriminator_predictions = ElectraDiscriminatorPredictions(config)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.discriminator_predictions(output.last_hidden_state)
        mask = inputs.get("attention_mask")
        loss = None if labels is None else replaced_loss(logits, labels, mask)
        return ElectraForPreTrainingOutput.of(output, loss=loss, logits=logits)


def replaced_loss(logits, labels, attention_mask):
    """Mean binary cross-entropy over the tokens that are no padding; all three are [b t]."""
    labels = ops.cast(labels, ops.dtype(logits))
    if attention_mask is None:
        return ops.binary_cross_entropy_with_logits(logits, labels)
    losses = ops.softplus(logits) - logits * labels
    counted = ops.cast(ops.cast(attention_mask, "int64") == 1, ops.dtype(logits))
    return ops.sum(losses * counted, (0, 1)) / ops.sum(counted, (0, 1))


class ElectraTokenScores:  # what the two heads share that score tokens: the generator
    base_class = ElectraModel
    tied_weights = TIED_DECODER
    output_embeddings = "generator_lm_head"

    def add_head(self, config: ElectraConfig) -> None:
        self.generator_predictions = ElectraGeneratorPredictions(config)
        self.generator_lm_head = nn.Linear(config.embedding_size, config.vocab_size)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.generator_lm_head(self.generator_predictions(hidden))


class ElectraForMaskedLM(ElectraTokenScores, MaskedLM, ElectraPreTrainedModel):
    excluded_inputs = DECODER_INPUTS


class ElectraForCausalLM(ElectraTokenScores, CausalLM, ElectraPreTrainedModel):
    pass


class ElectraForSequenceClassification(SequenceClassification, ElectraPreTrainedModel):
    base_class = ElectraModel

    def add_head(self, config: ElectraConfig) -> None:
        self.classifier = ElectraClassificationHead(config)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class ElectraForMultipleChoice(MultipleChoice, ElectraPreTrainedModel):
    base_class = ElectraModel

    def add_head(self, config: ElectraConfig) -> None:
        self.sequence_summary = SequenceSummary(config, config.hidden_size)
        self.classifier = nn.Linear(config.hidden_size, 1)

    def score(self, output):
        return self.classifier(self.sequence_summary(output.last_hidden_state))


class ElectraForTokenClassification(TokenClassification, ElectraPreTrainedModel):
    base_class = ElectraModel


class ElectraForQuestionAnswering(QuestionAnswering, ElectraPreTrainedModel):
    base_class = ElectraModel


PREFIX = "Electra"
HEADS = {
    "base": ElectraModel,
    "text-encoding": ElectraModel,
    "pretraining": ElectraForPreTraining,
    "causal-lm": ElectraForCausalLM,
    "masked-lm": ElectraForMaskedLM,
    "sequence-classification": ElectraForSequenceClassification,
    "multiple-choice": ElectraForMultipleChoice,
    "token-classification": ElectraForTokenClassification,
    "question-answering": ElectraForQuestionAnswering,
}
