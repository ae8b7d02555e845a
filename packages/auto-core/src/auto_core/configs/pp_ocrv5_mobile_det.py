"""PP-OCRv5's smaller detector of text (Cui et al., 2025, arXiv:2507.05595)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import PyramidConfig

LCNET: dict[str, Any] = {
    "model_type": "pp_lcnet_v3",
    "scale": 0.75,
    "out_features": ["stage2", "stage3", "stage4", "stage5"],
    "divisor": 16,
}


class PPOCRV5MobileDetConfig(PyramidConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv5_mobile_det_safetensors."""

    model_type = "pp_ocrv5_mobile_det"
    default_backbone: ClassVar[dict[str, Any] | None] = LCNET
