"""RoBERTa: Liu et al., 2019, arXiv:1907.11692.

BERT's network, trained longer and on masked tokens only. Positions are counted over the tokens
that are not padding, from pad_token_id + 1, and the head that classifies texts reads the first
token itself rather than a pooler.

b batch, t tokens, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.configs.roberta import RobertaConfig

from .. import nn, ops
from ..blocks.position_ids import unpadded_positions
from ..blocks.text_heads import (
    CausalLM,
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
    classifier_dropout,
)
from .bert import BertEmbeddings, BertEncoder, BertPooler, BertStack


class RobertaPreTrainedModel(nn.PreTrainedModel):
    """What all RoBERTa models share."""

    config_class = RobertaConfig
    base_model_prefix = "roberta"
    splits_attention = True
    ignored_keys = (r"embeddings\.token_type_ids$",)  # constant zeros in some older files
    optional_parts = (r"(^|\.)pooler\.", r"\.crossattention\.")
    # The parts that variations of this family replace.
    embeddings_class, encoder_class, pooler_class = BertEmbeddings, BertEncoder, BertPooler


TIED_DECODER = {
    "lm_head.decoder.weight": "roberta.embeddings.word_embeddings.weight",
    "lm_head.decoder.bias": "lm_head.bias",
}


class RobertaModel(BertStack, RobertaPreTrainedModel):
    """RoBERTa without a head."""

    def __init__(self, config: RobertaConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.pad = config.pad_token_id
        size = config.hidden_size
        self.embeddings = self.embeddings_class(config, size=size, pad_position=self.pad)
        self.encoder = self.encoder_class(config)
        self.pooler = self.pooler_class(config) if add_pooling_layer else None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        if position_ids is None:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=self.pad, start=start)
        return super().embed(input_ids, token_type_ids, position_ids, inputs_embeds, start=start)


class RobertaLMHead(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)
        # Published checkpoints have the decoder's bias under this name; the two are tied.
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]; gelu, whatever the config's hidden_act
        hidden = self.layer_norm(ops.gelu(self.dense(hidden), approximate="none"))
        return self.decoder(hidden)


class RobertaClassificationHead(nn.Module):
    def __init__(self, config: PreTrainedConfig, *, dropout: float):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(dropout)
        self.out_proj = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, hidden):  # [b t d] -> [b c], from the first token
        first = self.dropout(hidden[:, 0])
        return self.out_proj(self.dropout(ops.tanh(self.dense(first))))


class RobertaTokenScores:  # what the two heads share that score tokens
    base_class = RobertaModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "lm_head.decoder"

    def add_head(self, config: RobertaConfig) -> None:
        self.lm_head = RobertaLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)


class RobertaForCausalLM(RobertaTokenScores, CausalLM, RobertaPreTrainedModel):
    pass


class RobertaForMaskedLM(RobertaTokenScores, MaskedLM, RobertaPreTrainedModel):
    pass


class RobertaForSequenceClassification(SequenceClassification, RobertaPreTrainedModel):
    base_class = RobertaModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: RobertaConfig) -> None:
        self.classifier = RobertaClassificationHead(config, dropout=classifier_dropout(config))

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class RobertaForMultipleChoice(MultipleChoice, RobertaPreTrainedModel):
    base_class = RobertaModel
    input_order = ("input_ids", "token_type_ids", "attention_mask", "labels")

    def add_head(self, config: RobertaConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, 1)


class RobertaForTokenClassification(TokenClassification, RobertaPreTrainedModel):
    base_class = RobertaModel
    base_options = {"add_pooling_layer": False}


class RobertaForQuestionAnswering(QuestionAnswering, RobertaPreTrainedModel):
    base_class = RobertaModel
    base_options = {"add_pooling_layer": False}


PREFIX = "Roberta"
HEADS = {
    "base": RobertaModel,
    "text-encoding": RobertaModel,
    "pretraining": RobertaForMaskedLM,
    "causal-lm": RobertaForCausalLM,
    "masked-lm": RobertaForMaskedLM,
    "sequence-classification": RobertaForSequenceClassification,
    "multiple-choice": RobertaForMultipleChoice,
    "token-classification": RobertaForTokenClassification,
    "question-answering": RobertaForQuestionAnswering,
}
