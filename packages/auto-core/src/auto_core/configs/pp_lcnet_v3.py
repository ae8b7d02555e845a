"""PP-LCNetV3 (PaddleOCR's; Cui et al., 2021, arXiv:2109.15099, is its forerunner)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.pp_lcnet import Blocks, PPLCNetConfig


class PPLCNetV3Config(PPLCNetConfig):
    """PP-LCNet's sizes and options, and those of layers that are several side by side."""

    model_type = "pp_lcnet_v3"
    default_blocks: ClassVar[Blocks] = [
        *PPLCNetConfig.default_blocks[:3],
        PPLCNetConfig.default_blocks[3][:5],
        [*PPLCNetConfig.default_blocks[4], [5, 512, 512, 1, False], [5, 512, 512, 1, False]],
    ]

    conv_symmetric_num: int = 4  # convolutions of a size, side by side

    def _complete(self) -> None:
        super()._complete()
        if not 1 <= self.conv_symmetric_num <= 64:
            self._refuse("conv_symmetric_num", "1 to 64")
