"""LED: Beltagy et al., 2020, arXiv:2004.05150, section 7.

BART's network, whose encoder attends as Longformer does: within windows, and to global tokens.

b batch, t tokens, k tokens of the encoder, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.led import LEDConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    LEDSeq2SeqLMOutput,
    LEDSeq2SeqModelOutput,
    LEDSeq2SeqQuestionAnsweringModelOutput,
    LEDSeq2SeqSequenceClassifierOutput,
    LongformerBaseModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn
from ..blocks.seq2seq import with_return_dict
from ..blocks.variation import variation
from . import bart
from .longformer import LocalAttention, LongformerSelfAttention, check_widths, token_kinds


class LEDEncoderAttention(nn.Module):
    def __init__(self, config: LEDConfig, heads: int):
        super().__init__()
        self.longformer_self_attn = LongformerSelfAttention(
            config.d_model, heads, config.attention_dropout
        )
        self.output = nn.Linear(config.d_model, config.d_model)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.longformer_self_attn(hidden, attend))


class LEDLayer(bart.BartLayer):
    def self_attention(self, config: Any, heads: int, *, decoder: bool) -> nn.Module:
        if decoder:
            return super().self_attention(config, heads, decoder=decoder)
        return LEDEncoderAttention(config, heads)


class LEDStack(bart.BartStack):
    """The encoder, which takes a global_attention_mask [b k] too, or BART's decoder."""

    layer_class = LEDLayer

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        self.windows = () if decoder else tuple(config.windows)

    @with_return_dict
    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        global_attention_mask=None,
        *,
        most_global_tokens: int | None = None,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if self.decoder:
            return super().forward(
                input_ids,
                attention_mask,
                inputs_embeds,
                encoder_hidden_states,
                encoder_attention_mask,
                past_key_values,
                use_cache=use_cache,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        token, tokens = token_kinds(
            attention_mask, global_attention_mask, hidden, most_global_tokens
        )
        hidden = self.dropout(self.combine(hidden, self.positions(input_ids, hidden, None)))
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        check_widths(recorder, tokens)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            attend = LocalAttention(recorder, token, tokens, self.windows, index)
            hidden = self.layerdrop(layer(hidden, attend), hidden)
        recorder.add_hidden_state(hidden)
        return LongformerBaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            global_attentions=recorder.kept.get("global_attentions"),
        )


class LEDPreTrainedModel(bart.BartPreTrainedModel):
    """What all LED models share."""

    config_class = LEDConfig
    base_model_prefix = "led"
    stack_class = LEDStack
    input_order = (
        "input_ids",
        "attention_mask",
        "decoder_input_ids",
        "decoder_attention_mask",
        "encoder_outputs",
        "global_attention_mask",
        "past_key_values",
        "inputs_embeds",
        "decoder_inputs_embeds",
        "labels",
    )


class LEDModel(bart.BartModel, LEDPreTrainedModel):
    """LED without a head.

    Args of `forward`: those of BartModel, and
        global_attention_mask: [b k], 1 for the encoder's global tokens; none by default.
        most_global_tokens: how many a text has at the most, where that is known: in a graph they
            cannot be counted, and all tokens might be some.
    """

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        global_attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        most_global_tokens: int | None = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            encoder_outputs = self.encoder(
                input_ids,
                attention_mask,
                inputs_embeds,
                global_attention_mask=global_attention_mask,
                most_global_tokens=most_global_tokens,
                **requests,
            )
        output = super().forward(
            input_ids,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            None,
            decoder_inputs_embeds,
            use_cache=use_cache,
            **requests,
        )
        return LEDSeq2SeqModelOutput.of(
            output, encoder_global_attentions=getattr(encoder_outputs, "global_attentions", None)
        )


HEADS = variation(
    __name__,
    "LED",
    bart,
    LEDConfig,
    without=["pretraining", "masked-lm", "causal-lm"],
    heads={
        "seq2seq-lm": dict(output_class=LEDSeq2SeqLMOutput),
        "sequence-classification": dict(output_class=LEDSeq2SeqSequenceClassifierOutput),
        "question-answering": dict(
            output_class=LEDSeq2SeqQuestionAnsweringModelOutput,
            input_order=(
                *LEDPreTrainedModel.input_order[:6],
                "start_positions",
                "end_positions",
                "inputs_embeds",
                "decoder_inputs_embeds",
            ),
        ),
    },
)
