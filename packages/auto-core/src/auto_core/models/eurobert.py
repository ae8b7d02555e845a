"""EuroBERT: Boizard et al., 2025, arXiv:2503.05500.

LLaMA's layers as an encoder: every token attends to all others.

b batch, t tokens, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.eurobert import EuroBertConfig
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import text_heads
from ..blocks.encoder import Encoder
from ..blocks.text_pooling import mean_of_tokens
from .llama import LlamaModel, LlamaPreTrainedModel


class EuroBertPreTrainedModel(LlamaPreTrainedModel):
    """What all EuroBERT models share."""

    config_class = EuroBertConfig
    renames = ()
    head_parts = (r"^(lm_head|dense|classifier)\.",)


class EuroBertModel(Encoder, LlamaModel, EuroBertPreTrainedModel):
    """EuroBERT without a head."""


class EuroBertForMaskedLM(text_heads.MaskedLM, EuroBertPreTrainedModel):
    base_class = EuroBertModel
    output_embeddings = "lm_head"
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def add_head(self, config: EuroBertConfig) -> None:
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=config.mlp_bias)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)


class EuroBertForSequenceClassification(text_heads.SequenceClassification, EuroBertPreTrainedModel):
    base_class = EuroBertModel

    def add_head(self, config: EuroBertConfig) -> None:
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def encode(self, **inputs: Any):
        output = super().encode(**inputs)
        logits = self.pool(output.last_hidden_state, inputs.get("attention_mask"))
        return BaseModelOutputWithPooling.of(output, pooler_output=logits)

    def pool(self, hidden, attention_mask):  # [b t d] -> [b c]
        pooling = self.config.classifier_pooling
        if pooling == "late":
            return mean_of_tokens(self.classified(hidden), attention_mask)
        pooled = hidden[:, 0] if pooling == "bos" else mean_of_tokens(hidden, attention_mask)
        return self.classified(pooled)

    def classified(self, hidden):  # [... d] -> [... c]
        return self.classifier(ops.gelu(self.dense(hidden), approximate="none"))

    def score(self, output):  # -> [b c]
        return output.pooler_output


class EuroBertForTokenClassification(text_heads.TokenClassification, EuroBertPreTrainedModel):
    base_class = EuroBertModel

    def add_head(self, config: EuroBertConfig) -> None:
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output):  # -> [b t c]
        return self.classifier(output.last_hidden_state)


HEADS = {
    "base": EuroBertModel,
    "masked-lm": EuroBertForMaskedLM,
    "sequence-classification": EuroBertForSequenceClassification,
    "token-classification": EuroBertForTokenClassification,
}
