"""An encoder of images and a decoder of texts (TrOCR: Li et al., 2021, arXiv:2109.10282).

Two pretrained models of any architectures, the second of which writes about what it attends to
of the first.

b batch, k vectors of the image, t tokens, e and d sizes of their vectors, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.vision_encoder_decoder import VisionEncoderDecoderConfig
from auto_core.errors import InputError

from ..blocks.encoder_decoder import EncoderDecoder
from ..blocks.parts import split_options
from ..blocks.seq2seq import encoded, shift_right


class VisionEncoderDecoderModel(EncoderDecoder):
    """The next token of the decoder.

    Args of `forward`:
        pixel_values: [b c h w], as the encoder takes them.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; with neither, `labels`
            shifted by one.
        decoder_attention_mask: [b t], of the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of pixel_values.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], -100 where they do not count.
        interpolate_pos_encoding: take images of other sizes than the encoder's.
        others: more inputs of the encoder, by name, and of the decoder, with `decoder_` before.

    Returns:
        Seq2SeqLMOutput: logits [b t v], the cache, and on request hidden states and attentions.
    """

    config_class = VisionEncoderDecoderConfig
    base_model_prefix = "vision_encoder_decoder"
    main_input_name = "pixel_values"

    def get_input_embeddings(self):
        return self.decoder.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.decoder.set_input_embeddings(value)

    def forward(
        self,
        pixel_values=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        interpolate_pos_encoding: bool = False,
        **others: Any,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        of_decoder = split_options(others, "decoder_")
        if encoder_outputs is not None:
            encoder = encoded(encoder_outputs)
        elif pixel_values is None:
            raise InputError("Pass pixel_values [batch, channels, height, width].")
        else:
            if interpolate_pos_encoding:
                others["interpolate_pos_encoding"] = True
            encoder = self.encoder(
                pixel_values=pixel_values, **requests, **others, return_dict=True
            )
        if labels is not None and decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = shift_right(self.config, labels)
        return self.decode(
            encoder,
            self.project(encoder.last_hidden_state),
            None,
            decoder_input_ids,
            decoder_attention_mask,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache=use_cache,
            **requests,
            **of_decoder,
        )


HEADS = {
    "vision2seq": VisionEncoderDecoderModel,
    "image-text-to-text": VisionEncoderDecoderModel,
    "multimodal-lm": VisionEncoderDecoderModel,
}
