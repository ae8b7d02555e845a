"""ELECTRA: Clark et al., 2020, arXiv:2003.10555.

BERT's network with smaller embeddings than states and no pooler, trained in two parts: a
generator that fills in masked words, and a discriminator that tells which words were replaced.

b batch, t tokens, d hidden, e embedding, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.electra import ElectraConfig
from auto_core.outputs import ElectraForPreTrainingOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.heads import encode
from ..blocks.text_heads import (
    DECODER_INPUTS,
    CausalLM,
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertEmbeddings, BertEncoder, BertStack, classifier_dropout


class ElectraPreTrainedModel(nn.PreTrainedModel):
    """What all ELECTRA models share."""

    config_class = ElectraConfig
    base_model_prefix = "electra"
    ignored_keys = (r"embeddings\.token_type_ids$",)  # constant zeros in some older files
    optional_parts = (r"\.crossattention\.",)


TIED_DECODER = {"generator_lm_head.weight": "electra.embeddings.word_embeddings.weight"}


class ElectraModel(BertStack, ElectraPreTrainedModel):
    """ELECTRA without a head."""

    def __init__(self, config: ElectraConfig):
        super().__init__(config)
        e, d = config.embedding_size, config.hidden_size
        self.embeddings = BertEmbeddings(config, size=e)
        self.embeddings_project = None if e == d else nn.Linear(e, d)
        self.encoder = BertEncoder(config)
        self.pooler = None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        embedded = self.embeddings(
            input_ids, token_type_ids, position_ids, inputs_embeds, start=start
        )
        return embedded if self.embeddings_project is None else self.embeddings_project(embedded)


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


class ElectraSequenceSummary(nn.Module):
    """One vector of a text: of its first or last token, or the mean of all."""

    def __init__(self, config: ElectraConfig):
        super().__init__()
        d = config.hidden_size
        self.type = config.summary_type
        self.first_dropout = nn.Dropout(config.summary_first_dropout)
        self.summary = nn.Linear(d, d) if config.summary_use_proj else None
        self.activation = activation(config.summary_activation or "linear")
        self.last_dropout = nn.Dropout(config.summary_last_dropout)

    def forward(self, hidden):  # [b t d] -> [b d]
        vector = self.first_dropout(self.pick(hidden))
        if self.summary is not None:
            vector = self.summary(vector)
        return self.last_dropout(self.activation(vector))

    def pick(self, hidden):
        if self.type == "mean":
            return ops.mean(hidden, 1)
        # "cls_index" is the last token where nobody says which; this head cannot be told.
        return hidden[:, 0] if self.type == "first" else hidden[:, -1]


class ElectraForPreTraining(ElectraPreTrainedModel):
    """The discriminator: was a word replaced? labels [b t], 1 for words that were."""

    def __init__(self, config: ElectraConfig):
        super().__init__(config)
        self.electra = ElectraModel(config)
        self.discriminator_predictions = ElectraDiscriminatorPredictions(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.discriminator_predictions(output.last_hidden_state)
        return ElectraForPreTrainingOutput(
            loss=None if labels is None else replaced_loss(logits, labels, attention_mask),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


def replaced_loss(logits, labels, attention_mask):
    """Mean binary cross-entropy over the tokens that are no padding; all three are [b t]."""
    labels = ops.cast(labels, ops.dtype(logits))
    if attention_mask is None:
        return ops.binary_cross_entropy_with_logits(logits, labels)
    losses = ops.softplus(logits) - logits * labels
    counted = ops.cast(ops.cast(attention_mask, "int64") == 1, ops.dtype(logits))
    return ops.sum(losses * counted, (0, 1)) / ops.sum(counted, (0, 1))


class ElectraForMaskedLM(MaskedLM, ElectraPreTrainedModel):
    """The generator."""

    base_class = ElectraModel
    tied_weights = TIED_DECODER
    output_embeddings = "generator_lm_head"
    excluded_inputs = DECODER_INPUTS

    def add_head(self, config: ElectraConfig) -> None:
        self.generator_predictions = ElectraGeneratorPredictions(config)
        self.generator_lm_head = nn.Linear(config.embedding_size, config.vocab_size)

    def logits(self, hidden):
        return self.generator_lm_head(self.generator_predictions(hidden))


class ElectraForCausalLM(CausalLM, ElectraPreTrainedModel):
    base_class = ElectraModel
    tied_weights = TIED_DECODER
    output_embeddings = "generator_lm_head"

    def add_head(self, config: ElectraConfig) -> None:
        self.generator_predictions = ElectraGeneratorPredictions(config)
        self.generator_lm_head = nn.Linear(config.embedding_size, config.vocab_size)

    def logits(self, hidden):
        return self.generator_lm_head(self.generator_predictions(hidden))


class ElectraForSequenceClassification(SequenceClassification, ElectraPreTrainedModel):
    base_class = ElectraModel

    def add_head(self, config: ElectraConfig) -> None:
        self.classifier = ElectraClassificationHead(config)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class ElectraForMultipleChoice(MultipleChoice, ElectraPreTrainedModel):
    base_class = ElectraModel

    def add_head(self, config: ElectraConfig) -> None:
        self.sequence_summary = ElectraSequenceSummary(config)
        self.classifier = nn.Linear(config.hidden_size, 1)

    def score(self, output):
        return self.classifier(self.sequence_summary(output.last_hidden_state))


class ElectraForTokenClassification(TokenClassification, ElectraPreTrainedModel):
    base_class = ElectraModel

    def add_head(self, config: ElectraConfig) -> None:
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output):
        return self.classifier(self.dropout(output.last_hidden_state))


class ElectraForQuestionAnswering(QuestionAnswering, ElectraPreTrainedModel):
    base_class = ElectraModel

    def add_head(self, config: ElectraConfig) -> None:
        self.qa_outputs = nn.Linear(config.hidden_size, 2)

    def score(self, output):
        return self.qa_outputs(output.last_hidden_state)


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
