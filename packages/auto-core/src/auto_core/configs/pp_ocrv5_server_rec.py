"""PP-OCRv5's larger reader of lines (Cui et al., 2025, arXiv:2507.05595)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import STAGES, MixedTextReaderConfig


class PPOCRV5ServerRecConfig(MixedTextReaderConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv5_server_rec_safetensors."""

    model_type = "pp_ocrv5_server_rec"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "hgnet_v2",
        "out_features": STAGES,
        "stage_downsample": [True, True, True, True],
        "stem_strides": [2, 1, 1, 1, 1],
        "stage_downsample_strides": [[2, 1], [1, 2], [2, 1], [2, 1]],
    }
