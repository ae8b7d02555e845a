"""PP-OCRv5's smaller reader of lines (Cui et al., 2025, arXiv:2507.05595)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import MixedTextReaderConfig
from auto_core.configs.pp_ocrv5_mobile_det import LCNET


class PPOCRV5MobileRecConfig(MixedTextReaderConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv5_mobile_rec_safetensors."""

    model_type = "pp_ocrv5_mobile_rec"
    default_backbone: ClassVar[dict[str, Any] | None] = LCNET
