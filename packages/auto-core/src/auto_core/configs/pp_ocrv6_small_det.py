"""PP-OCRv6's small detector of text."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._pp_ocr import LARGEST_KERNEL, STAGES, PyramidConfig


class PPOCRV6SmallDetConfig(PyramidConfig):
    """Sizes and options. The defaults are PaddlePaddle/PP-OCRv6_small_det_safetensors, but for its
    backbone."""

    model_type = "pp_ocrv6_small_det"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "pp_lcnet_v4",
        "out_features": STAGES,
    }

    layer_list_out_channels: list[int] | tuple[int, ...] | None = None  # the backbone's
    dilated_kernel_size: int = 7

    def _complete(self) -> None:
        super()._complete()
        stages = getattr(self.backbone_config, "stage_out_channels", None)
        if stages is None:
            self._refuse("backbone_config", "one of four stages, hgnet_v2 or pp_lcnet_v4")
        if self.layer_list_out_channels not in (None, stages, tuple(stages)):
            self._refuse("layer_list_out_channels", f"the backbone's, {stages}")
        if not 1 <= self.dilated_kernel_size <= LARGEST_KERNEL or not self.dilated_kernel_size % 2:
            self._refuse("dilated_kernel_size", f"an odd number up to {LARGEST_KERNEL}")

    @property
    def layer_channels(self) -> list[int] | tuple[int, ...]:
        """The channels of the maps that the neck takes."""
        return self.backbone_config.stage_out_channels
