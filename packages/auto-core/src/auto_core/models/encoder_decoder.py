"""An encoder and a decoder of texts: Rothe et al., 2019, arXiv:1907.12461.

Two pretrained models of any architectures, the second of which looks back only and attends to
the first by cross-attention.

b batch, k tokens that are encoded, t tokens of the decoder, e and d sizes of their vectors,
v vocabulary of the decoder.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.encoder_decoder import EncoderDecoderConfig

from .. import ops
from ..blocks.encoder_decoder import EncoderDecoder, given
from ..blocks.parts import split_options
from ..blocks.seq2seq import encoded, shift_right


class EncoderDecoderModel(EncoderDecoder):
    """The next token of the decoder.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k e]: what the encoder reads.
        attention_mask: [b k], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; with neither, `labels`
            shifted by one, of which padding is not seen.
        decoder_attention_mask: [b t], of the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], -100 where they do not count.
        token_type_ids: [b k], the encoder's segments, if it knows any.
        others: more inputs of the encoder, by name, and of the decoder, with `decoder_` before
            their names (`position_ids`, `decoder_token_type_ids`, ...).

    Returns:
        Seq2SeqLMOutput: logits [b t v], the cache, and on request hidden states and attentions.
    """

    config_class = EncoderDecoderConfig
    base_model_prefix = "encoder_decoder"

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
        labels=None,
        token_type_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        **others: Any,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        of_decoder = split_options(others, "decoder_")
        if encoder_outputs is None:
            inputs = given(
                input_ids=input_ids,
                attention_mask=attention_mask,
                inputs_embeds=inputs_embeds,
                token_type_ids=token_type_ids,
            )
            encoder = self.encoder(**inputs, **requests, **others, return_dict=True)
        else:
            encoder = encoded(encoder_outputs)
        if labels is not None and decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = shift_right(self.config, labels)
            if decoder_attention_mask is None:
                seen = decoder_input_ids != self.config.pad_token_id
                decoder_attention_mask = ops.cast(seen, ops.dtype(decoder_input_ids))
        return self.decode(
            encoder,
            self.project(encoder.last_hidden_state),
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache=use_cache,
            **requests,
            **of_decoder,
        )


HEADS = {"seq2seq-lm": EncoderDecoderModel}
