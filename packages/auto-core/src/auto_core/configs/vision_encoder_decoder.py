"""An encoder of images and a decoder of texts (TrOCR: Li et al., 2021, arXiv:2109.10282)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._encoder_decoder import BERT_DECODER, EncoderDecoderPartsConfig


class VisionEncoderDecoderConfig(EncoderDecoderPartsConfig):
    """Configs of a vision model and of a text model. The defaults are those of ViT and BERT."""

    model_type = "vision-encoder-decoder"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "encoder": {"model_type": "vit"},
        "decoder": BERT_DECODER,
    }
