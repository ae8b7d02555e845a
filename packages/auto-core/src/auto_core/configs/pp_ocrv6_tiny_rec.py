"""PP-OCRv6's smallest reader of lines."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import TextReaderConfig


class PPOCRV6TinyRecConfig(TextReaderConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv6_tiny_rec_safetensors."""

    model_type = "pp_ocrv6_tiny_rec"
    default_backbone: ClassVar[dict[str, Any] | None] = {"model_type": "pp_lcnet_v4"}

    head_out_channels: int = 6625
