"""UltraBERT: dmis-lab/UltraBERT-150M.

LLaMA's layers as an encoder: every third one attends to the whole text, the others to a window
around each token, and these rotate otherwise.

b batch, t tokens, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.ultrabert import UltrabertConfig
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import text_heads
from ..blocks.encoder import Encoder
from ..blocks.rotary import RotaryByLayer
from ..blocks.text_pooling import mean_of_tokens
from .llama import LlamaModel, LlamaPreTrainedModel


class UltrabertPreTrainedModel(LlamaPreTrainedModel):
    """What all UltraBERT models share."""

    config_class = UltrabertConfig
    base_model_prefix = "ultrabert"
    # What transformers 5 calls them within.
    renames = ((r"^model\.", "ultrabert."), (r"^head\.decoder\.", "cls."))
    head_parts = (r"^(head|cls|classifier|qa_outputs)\.",)
    rotary_class: Any = RotaryByLayer


class UltrabertModel(Encoder, LlamaModel, UltrabertPreTrainedModel):
    """UltraBERT without a head."""

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]


class UltrabertPredictionHead(nn.Module):
    def __init__(self, config: UltrabertConfig):
        super().__init__()
        d, inner = config.hidden_size, config.prediction_head_size
        self.linear1 = nn.Linear(d, inner, bias=False)
        self.linear2 = nn.Linear(inner, d, bias=False)

    def forward(self, hidden):  # [b t d] -> [b t d]
        for layer in (self.linear1, self.linear2):
            hidden = ops.gelu(layer(hidden), approximate="tanh")
        return hidden


class UltrabertForMaskedLM(text_heads.MaskedLM, UltrabertPreTrainedModel):
    base_class = UltrabertModel
    output_embeddings = "cls"
    tied_weights = {"cls.weight": "ultrabert.embed_tokens.weight"}

    def add_head(self, config: UltrabertConfig) -> None:
        self.head = UltrabertPredictionHead(config)
        self.cls = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.cls(self.head(hidden))


class UltrabertForSequenceClassification(
    text_heads.SequenceClassification, UltrabertPreTrainedModel
):
    base_class = UltrabertModel

    def add_head(self, config: UltrabertConfig) -> None:
        self.drop = nn.Dropout(config.classifier_dropout)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def encode(self, **inputs: Any):
        output = super().encode(**inputs)
        hidden = output.last_hidden_state
        if self.config.classifier_pooling == "mean":
            pooled = mean_of_tokens(hidden, inputs.get("attention_mask"))
        else:
            pooled = hidden[:, 0]
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def score(self, output):  # -> [b c]
        return self.classifier(self.drop(output.pooler_output))


class UltrabertForTokenClassification(text_heads.TokenClassification, UltrabertPreTrainedModel):
    base_class = UltrabertModel

    def add_head(self, config: UltrabertConfig) -> None:
        self.drop = nn.Dropout(config.classifier_dropout)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output):  # -> [b t c]
        return self.classifier(self.drop(output.last_hidden_state))


class UltrabertForQuestionAnswering(text_heads.QuestionAnswering, UltrabertPreTrainedModel):
    base_class = UltrabertModel


HEADS = {
    "base": UltrabertModel,
    "masked-lm": UltrabertForMaskedLM,
    "sequence-classification": UltrabertForSequenceClassification,
    "token-classification": UltrabertForTokenClassification,
    "question-answering": UltrabertForQuestionAnswering,
}
