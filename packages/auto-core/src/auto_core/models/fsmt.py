"""FSMT: Ng et al., 2019, arXiv:1907.06616, fairseq's translation of WMT 2019.

BART's network with a vocabulary for each language, no norm of the embeddings and sinusoidal
positions that skip padding. The decoder itself gives logits.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.fsmt import FSMTConfig
from auto_core.outputs import BaseModelOutputWithPastAndCrossAttentions, Seq2SeqLMOutput

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.losses import token_loss
from ..blocks.position_ids import unpadded_positions
from ..blocks.seq2seq_heads import Seq2SeqLM
from . import bart


class FSMTPositions(nn.Module):
    """Sinusoidal positions; checkpoints hold them or not. Padding's are zeros."""

    def __init__(self, positions: int, size: int, padding: int):
        super().__init__()

        def sinusoids(generator: Any, shape: tuple[int, ...], std: float) -> np.ndarray:
            half = size // 2
            frequency = np.exp(-np.log(10000.0) / max(half - 1, 1) * np.arange(half))
            angle = np.arange(positions)[:, None] * frequency
            table = np.zeros(shape)
            table[:, :half], table[:, half : 2 * half] = np.sin(angle), np.cos(angle)
            table[padding] = 0
            return table

        self.weight = nn.Buffer((positions, size), init=sinusoids)

    def forward(self, position_ids):  # [b|1 t] -> [b|1 t d]
        return ops.take(ops.asarray(self.weight), position_ids, 0)


class FSMTStack(bart.BartStack):
    """The encoder, or the decoder, whose last hidden state is logits [b t v]."""

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        self.padding = config.pad_token_id
        positions = config.max_position_embeddings + self.padding + 1
        self.embed_positions = FSMTPositions(positions, config.d_model, self.padding)
        if decoder:
            self.output_projection = nn.Linear(config.d_model, config.tgt_vocab_size, bias=False)

    def learns_positions(self, config: Any) -> bool:
        return False

    def positions(self, input_ids, hidden, past):
        start = kv_cache.filled(past)
        return self.embed_positions(
            unpadded_positions(input_ids, hidden, pad=self.padding, start=start)
        )

    def forward(self, *inputs: Any, **options: Any):
        output = super().forward(*inputs, **options)
        if not self.decoder:
            return output
        logits = self.output_projection(output.last_hidden_state)
        return BaseModelOutputWithPastAndCrossAttentions.of(output, last_hidden_state=logits)


def ties(prefix: str) -> dict[str, str]:
    """Both embeddings and the logits' matrix are one, where embeddings are tied."""
    source = f"{prefix}decoder.embed_tokens.weight"
    return {
        f"{prefix}encoder.embed_tokens.weight": source,
        f"{prefix}decoder.output_projection.weight": source,
    }


class FSMTPreTrainedModel(bart.BartPreTrainedModel):
    """What all FSMT models share."""

    config_class = FSMTConfig
    stack_class = FSMTStack
    computed = (r"embed_positions\.weight$",)
    input_order = (
        "input_ids",
        "attention_mask",
        "decoder_input_ids",
        "decoder_attention_mask",
        "encoder_outputs",
        "past_key_values",
        "inputs_embeds",
        "decoder_inputs_embeds",
        "labels",
    )


class FSMTModel(bart.BartModel, FSMTPreTrainedModel):
    """FSMT, whose last_hidden_state is logits [b t v]. Without a cache to be returned, padding
    among decoder_input_ids is masked."""

    @property
    def tied_weights(self):
        return ties("")

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        use_cache = self.config.use_cache if use_cache is None else use_cache
        if decoder_input_ids is None and decoder_inputs_embeds is None and input_ids is not None:
            decoder_input_ids = bart.before_labels(self.config, input_ids)
            use_cache = False
        if not use_cache and decoder_attention_mask is None and decoder_input_ids is not None:
            token = decoder_input_ids != self.config.pad_token_id
            decoder_attention_mask = ops.cast(token, "int64")
        return super().forward(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            inputs_embeds,
            decoder_inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class FSMTForConditionalGeneration(Seq2SeqLM, bart.BartHead, FSMTPreTrainedModel):
    """The next token of the decoder: labels [b t]. Without decoder_input_ids, the decoder reads
    input_ids, not the labels, shifted by one; `prepare_decoder_input_ids_from_labels` shifts."""

    base_class = FSMTModel
    output_embeddings = "model.decoder.output_projection"

    @property
    def tied_weights(self):
        return ties("model.")

    def add_head(self, config: FSMTConfig) -> None:
        pass  # the decoder gives logits

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return bart.before_labels(self.config, labels)

    def forward(
        self, labels=None, *, num_items_in_batch=None, use_cache: bool | None = None, **inputs: Any
    ):
        use_cache = False if labels is not None else use_cache
        output = self.encode(use_cache=use_cache, **inputs)
        logits = output.last_hidden_state
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return Seq2SeqLMOutput.of(output, loss=loss, logits=logits)


PREFIX = "FSMT"
HEADS = {
    "base": FSMTModel,
    "pretraining": FSMTForConditionalGeneration,
    "seq2seq-lm": FSMTForConditionalGeneration,
}
