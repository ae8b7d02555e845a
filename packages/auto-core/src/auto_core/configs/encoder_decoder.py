"""An encoder and a decoder of texts (Rothe et al., 2019, arXiv:1907.12461)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._encoder_decoder import BERT_DECODER, EncoderDecoderPartsConfig


class EncoderDecoderConfig(EncoderDecoderPartsConfig):
    """Two configs of text models. The defaults are two of BERT."""

    model_type = "encoder-decoder"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "encoder": {"model_type": "bert"},
        "decoder": BERT_DECODER,
    }
