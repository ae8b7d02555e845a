"""PP-OCRv6's small reader of lines."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import MixedTextReaderConfig


class PPOCRV6SmallRecConfig(MixedTextReaderConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv6_small_rec_safetensors."""

    model_type = "pp_ocrv6_small_rec"
    default_backbone: ClassVar[dict[str, Any] | None] = {"model_type": "pp_lcnet_v4"}
    default_kernel: ClassVar[list[int]] = [1, 7]

    head_out_channels: int = 18714
