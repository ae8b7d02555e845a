"""An encoder of speech and a decoder of texts (Wang et al., 2021, arXiv:2104.06678)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._encoder_decoder import BERT_DECODER, EncoderDecoderPartsConfig


class SpeechEncoderDecoderConfig(EncoderDecoderPartsConfig):
    """Configs of a speech model and of a text model. The defaults are wav2vec 2.0's and BERT's."""

    model_type = "speech-encoder-decoder"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "encoder": {"model_type": "wav2vec2"},
        "decoder": BERT_DECODER,
    }

    @property
    def encoder_size(self) -> int:
        """Size of the encoder's vectors, behind its adapter if it has one."""
        adapted = getattr(self.encoder, "add_adapter", False)
        return self.encoder.output_hidden_size if adapted else self.encoder.hidden_size

    @property
    def projects(self) -> bool:
        """Whether the encoder's vectors are brought to the decoder's size before attention.

        They also are where only the size of an adapter that is not there is another one.
        """
        if getattr(self.decoder, "cross_attention_hidden_size", None) is not None:
            return False
        declared = getattr(self.encoder, "output_hidden_size", None) or self.encoder_size
        return {declared, self.encoder_size} != {self.decoder.hidden_size}
