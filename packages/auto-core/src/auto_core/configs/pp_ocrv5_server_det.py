"""PP-OCRv5's larger detector of text (Cui et al., 2025, arXiv:2507.05595)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import STAGES, PathAggregationConfig


class PPOCRV5ServerDetConfig(PathAggregationConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv5_server_det_safetensors."""

    model_type = "pp_ocrv5_server_det"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "hgnet_v2",
        "out_features": STAGES,
    }

    hidden_act: str = "relu"

    def _complete(self) -> None:
        super()._complete()
        if self.scale_factor != 2 or self.kernels[2] != 2:
            self._refuse("scale_factor", "2, and kernel_list[2] 2: both maps are of one size")
