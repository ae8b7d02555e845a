"""An encoder of speech and a decoder of texts (Wang et al., 2021, arXiv:2104.06678).

Two pretrained models of any architectures, the second of which transcribes recordings with the
first.

b batch, n samples, k frames, t tokens, e and d sizes of their vectors, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.speech_encoder_decoder import SpeechEncoderDecoderConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput

from .. import ops
from ..blocks.encoder_decoder import EncoderDecoder, given
from ..blocks.parts import split_options
from ..blocks.seq2seq import encoded, shift_right


class SpeechEncoderDecoderModel(EncoderDecoder):
    """The next token of the decoder.

    Args of `forward`:
        inputs: what the encoder reads, also by the encoder's own name for it: input_values
            [b n], a waveform, or input_features, a spectrogram.
        attention_mask: [b n], 1 for sound and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; with neither, `labels`
            shifted by one.
        decoder_attention_mask: [b t], of the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of inputs.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], -100 where they do not count.
        others: more inputs of the encoder, by name, and of the decoder, with `decoder_` before.

    Returns:
        Seq2SeqLMOutput: logits [b t v], the cache, encoder_last_hidden_state [b k d] in the
        decoder's size, and on request hidden states and attentions.
    """

    config_class = SpeechEncoderDecoderConfig
    base_model_prefix = "speech_encoder_decoder"

    @property
    def main_input_name(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """How the encoder calls what `generate` begins with."""
        return self.encoder.main_input_name

    def freeze_feature_encoder(self) -> None:
        """Leave the convolutions of the encoder as they are in training."""
        self.encoder.freeze_feature_encoder()

    def forward(
        self,
        inputs=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        decoder_inputs_embeds=None,
        labels=None,
        input_values=None,
        input_features=None,
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
            sound = [x for x in (inputs, input_values, input_features) if x is not None]
            if len(sound) != 1:
                raise InputError("Pass exactly one of inputs, input_values and input_features.")
            named = {self.encoder.main_input_name: sound[0]}
            encoder = self.encoder(
                **named,
                **given(attention_mask=attention_mask),
                **requests,
                **others,
                return_dict=True,
            )
        else:
            encoder = encoded(encoder_outputs)
        context = encoder.last_hidden_state
        # What an earlier call has returned is in the decoder's size already.
        if self.projects and ops.shape(context)[-1] == self.config.encoder_size:
            context = self.project(context)
        frame_mask = None
        if attention_mask is not None:
            frame_mask = self.sounding(attention_mask, ops.shape(context)[1])
        if labels is not None and decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = shift_right(self.config, labels)
        return self.decode(
            BaseModelOutput(context, encoder.hidden_states, encoder.attentions),
            context,
            frame_mask,
            decoder_input_ids,
            decoder_attention_mask,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache=use_cache,
            **requests,
            **of_decoder,
        )

    def sounding(self, attention_mask, frames):
        """[b k], 1 for frames of sound, from a mask [b n] of what the encoder reads."""
        lengths = getattr(self.encoder, "_get_feat_extract_output_lengths", None)
        if lengths is None:  # one frame for each step of the input
            return attention_mask
        steps = ops.sum(ops.cast(attention_mask, "int64"), 1)
        position = ops.arange(0, frames, like=attention_mask, dtype="int64")
        return ops.cast(ops.unsqueeze(position, 0) < ops.unsqueeze(lengths(steps), 1), "int64")


HEADS = {"speech-seq2seq": SpeechEncoderDecoderModel}
