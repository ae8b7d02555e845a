"""PP-OCRv6's middle detector of text."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import STAGES, PathAggregationConfig


class PPOCRV6MediumDetConfig(PathAggregationConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv6_medium_det_safetensors, but for
    its backbone."""

    model_type = "pp_ocrv6_medium_det"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "pp_lcnet_v4",
        "out_features": STAGES,
    }
