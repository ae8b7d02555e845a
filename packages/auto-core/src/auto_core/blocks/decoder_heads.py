"""Task heads of decoders. A head declares its layers and what it adds to its decoder's inputs.

    class LlamaForCausalLM(CausalLM, LlamaPreTrainedModel):
        base_class = LlamaModel
        tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

It makes the decoder under the name `base_model_prefix`, then its layers (`add_head`). Its inputs
are those of the decoder, then its own: `forward(labels=None, *, ..., **inputs)`.

b batch, t tokens, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.outputs import (
    CausalLMOutputWithPast,
    QuestionAnsweringModelOutput,
    SequenceClassifierOutputWithPast,
    TokenClassifierOutput,
)

from .. import nn
from .heads import Head, OutputEmbeddings
from .last_token import last_token
from .logits import wanted
from .losses import next_token_loss, sequence_loss, span_loss, token_loss
from .ranking import Ranking


class DecoderHead(Head):
    """A head on a decoder's hidden states."""

    def features(self, config: Any) -> int:
        """The size d of the decoder's last hidden states."""
        return config.hidden_size


class CausalLM(OutputEmbeddings, DecoderHead):
    """The next token: labels [b t] are the input_ids themselves, -100 where they do not count."""

    output_embeddings = "lm_head"
    loss_type = "ForCausalLM"  # upstream's name for labels that are the next tokens
    has_bias = False
    output_class: Any = CausalLMOutputWithPast

    def add_head(self, config: Any) -> None:
        self.lm_head = nn.Linear(self.features(config), config.vocab_size, bias=self.has_bias)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)

    def forward(
        self, labels=None, *, num_items_in_batch=None, logits_to_keep: Any = 0, **inputs: Any
    ):
        """`logits_to_keep`: how many of the last tokens get logits (0: all), or their positions."""
        output = self.encode(**inputs)
        logits = self.logits(wanted(output.last_hidden_state, logits_to_keep))
        loss = None if labels is None else next_token_loss(logits, labels, num_items_in_batch)
        return self.output_class.of(output, loss=loss, logits=logits)


class SequenceClassification(Ranking, DecoderHead):
    """A class, several or a number per text, from its last token: labels [b] or [b c]."""

    classifier_name = "score"

    def add_head(self, config: Any) -> None:
        classifier = nn.Linear(self.features(config), config.num_labels, bias=False)
        setattr(self, self.classifier_name, classifier)

    def scores(self, hidden):  # [b t d] -> [b t c]
        return getattr(self, self.classifier_name)(hidden)

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        scores = self.scores(output.last_hidden_state)
        logits = last_token(self.config, scores, inputs.get("input_ids"))
        loss = (
            None
            if labels is None
            else sequence_loss(self.config, logits, labels, num_items_in_batch)
        )
        return SequenceClassifierOutputWithPast.of(output, loss=loss, logits=logits)


class TokenClassification(DecoderHead):
    """A class per token: labels [b t], -100 for tokens that do not count."""

    classifier_name = "score"

    def add_head(self, config: Any) -> None:
        p = config.classifier_dropout
        self.dropout = nn.Dropout(0.1 if p is None else p)
        bias = getattr(config, "token_classification_bias", True)
        classifier = nn.Linear(self.features(config), config.num_labels, bias=bias)
        setattr(self, self.classifier_name, classifier)

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        classify = getattr(self, self.classifier_name)
        logits = classify(self.dropout(output.last_hidden_state))  # [b t c]
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return TokenClassifierOutput.of(output, loss=loss, logits=logits)


class QuestionAnswering(DecoderHead):
    """Where an answer starts and ends: start_positions and end_positions [b]."""

    def add_head(self, config: Any) -> None:
        self.qa_outputs = nn.Linear(self.features(config), 2)

    def forward(
        self, start_positions=None, end_positions=None, *, num_items_in_batch=None, **inputs: Any
    ):
        output = self.encode(**inputs)
        logits = self.qa_outputs(output.last_hidden_state)  # [b t 2]
        start, end = logits[..., 0], logits[..., 1]
        loss = None
        if start_positions is not None and end_positions is not None:
            loss = span_loss(start, end, start_positions, end_positions, num_items_in_batch)
        return QuestionAnsweringModelOutput.of(
            output, loss=loss, start_logits=start, end_logits=end
        )
