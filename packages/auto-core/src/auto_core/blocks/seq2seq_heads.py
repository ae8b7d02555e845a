"""Task heads of encoder-decoder models.

    class BartForConditionalGeneration(Seq2SeqLM, BartPreTrainedModel):
        base_class = BartModel

b batch, t tokens of the decoder, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.outputs import (
    Seq2SeqLMOutput,
    Seq2SeqQuestionAnsweringModelOutput,
    Seq2SeqSequenceClassifierOutput,
)

from .. import nn, ops
from .heads import Head, OutputEmbeddings
from .losses import sequence_loss, span_loss, token_loss
from .ranking import Ranking
from .seq2seq import last_eos, shift_right


def decoder_inputs(inputs: Mapping[str, Any]) -> bool:
    """Whether it is given what the decoder reads."""
    names = ("decoder_input_ids", "decoder_inputs_embeds")
    return any(inputs.get(name) is not None for name in names)


class Seq2SeqLM(OutputEmbeddings, Head):
    """The next token of the decoder: labels [b t], -100 where they do not count. Without
    decoder_input_ids, the decoder reads the labels shifted by one."""

    output_class: Any = Seq2SeqLMOutput
    output_embeddings = "lm_head"
    cache_with_labels = False  # whether training returns the cache that the config asks for

    def add_head(self, config: Any) -> None:
        self.lm_head = nn.Linear(config.d_model, config.vocab_size, bias=False)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return shift_right(self.config, labels)

    def forward(
        self, labels=None, *, num_items_in_batch=None, use_cache: bool | None = None, **inputs: Any
    ):
        if labels is not None and not decoder_inputs(inputs):
            inputs["decoder_input_ids"] = self.prepare_decoder_input_ids_from_labels(labels)
        if labels is not None and not self.cache_with_labels:
            use_cache = False
        output = self.encode(use_cache=use_cache, **inputs)
        logits = self.logits(output.last_hidden_state)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return self.output_class.of(output, loss=loss, logits=logits)


class ClassificationHead(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        self.dense = nn.Linear(config.d_model, config.d_model)
        self.dropout = nn.Dropout(config.classifier_dropout)
        self.out_proj = nn.Linear(config.d_model, config.num_labels)

    def forward(self, hidden):  # [b d] -> [b c]
        return self.out_proj(self.dropout(ops.tanh(self.dense(self.dropout(hidden)))))


class Seq2SeqSequenceClassification(Ranking, Head):
    """A class, several or a number per text, from the decoder's hidden state at the last end
    token: labels [b] or [b c]."""

    output_class: Any = Seq2SeqSequenceClassifierOutput
    excluded_inputs = ("past_key_values",)

    def add_head(self, config: Any) -> None:
        self.classification_head = ClassificationHead(config)

    def forward(
        self, labels=None, *, num_items_in_batch=None, use_cache: bool | None = None, **inputs: Any
    ):
        output = self.encode(use_cache=False if labels is not None else use_cache, **inputs)
        eos = last_eos(self.config, output.last_hidden_state, inputs.get("input_ids"))
        logits = self.classification_head(eos)
        loss = (
            None
            if labels is None
            else sequence_loss(self.config, logits, labels, num_items_in_batch)
        )
        return self.output_class.of(output, loss=loss, logits=logits)


class Seq2SeqQuestionAnswering(Head):
    """Where an answer starts and ends in what the decoder reads: start_positions and
    end_positions [b]."""

    output_class: Any = Seq2SeqQuestionAnsweringModelOutput
    excluded_inputs = ("past_key_values",)
    input_order = (
        "input_ids",
        "attention_mask",
        "decoder_input_ids",
        "decoder_attention_mask",
        "encoder_outputs",
        "start_positions",
        "end_positions",
    )

    def add_head(self, config: Any) -> None:
        self.qa_outputs = nn.Linear(config.d_model, 2)

    def forward(
        self,
        start_positions=None,
        end_positions=None,
        *,
        num_items_in_batch=None,
        use_cache: bool | None = None,
        **inputs: Any,
    ):
        wanted = start_positions is not None and end_positions is not None
        output = self.encode(use_cache=False if wanted else use_cache, **inputs)
        logits = self.qa_outputs(output.last_hidden_state)  # [b t 2]
        start, end = logits[..., 0], logits[..., 1]
        return self.output_class.of(
            output,
            loss=span_loss(start, end, start_positions, end_positions, num_items_in_batch)
            if wanted
            else None,
            start_logits=start,
            end_logits=end,
        )
