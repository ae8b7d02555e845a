"""TextNet (Chen et al., 2021, arXiv:2111.02394)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size

_KERNELS = (
    ((3, 3), (3, 3), (3, 3)),
    ((3, 3), (1, 3), (3, 3), (3, 1)),
    ((3, 3), (3, 3), (3, 1), (1, 3)),
    ((3, 3), (3, 1), (1, 3), (3, 3)),
)
_STRIDES = ((1, 2, 1), (2, 1, 1, 1), (2, 1, 1, 1), (2, 1, 1, 1))
STAGES = 4


class TextNetConfig(BackboneConfig):
    """Sizes and options of TextNet. The defaults are czczup/textnet-tiny."""

    model_type = "textnet"

    stem_kernel_size: int = 3
    stem_stride: int = 2
    stem_num_channels: int = 3
    stem_out_channels: int = 64
    stem_act_func: str | None = "relu"
    image_size: Size = (640, 640)
    # Of each layer of each stage: (height, width), and the stride.
    conv_layer_kernel_sizes: list[Any] | tuple[Any, ...] | None = None
    conv_layer_strides: list[Any] | tuple[Any, ...] | None = None
    hidden_sizes: list[int] | tuple[int, ...] = (64, 64, 128, 256, 512)
    batch_norm_eps: float = 1e-5
    initializer_range: float = 0.02

    # This follows from the others.
    depths: list[int] | None = None

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, STAGES + 1))]

    def _complete(self) -> None:
        if self.conv_layer_kernel_sizes is None:
            self.conv_layer_kernel_sizes = [[list(size) for size in stage] for stage in _KERNELS]
        if self.conv_layer_strides is None:
            self.conv_layer_strides = [list(stage) for stage in _STRIDES]
        self.depths = [len(stage) for stage in self.conv_layer_kernel_sizes]
        super()._complete()
        if len(self.conv_layer_kernel_sizes) != STAGES:
            self._refuse("conv_layer_kernel_sizes", f"the kernels of {STAGES} stages")
        if any(
            side % 2 == 0 for stage in self.conv_layer_kernel_sizes for k in stage for side in k
        ):
            self._refuse("conv_layer_kernel_sizes", "odd heights and widths")
        if [len(stage) for stage in self.conv_layer_strides] != self.depths:
            self._refuse("conv_layer_strides", "one for each of conv_layer_kernel_sizes")
        if len(self.hidden_sizes) != STAGES + 1:
            self._refuse("hidden_sizes", f"{STAGES + 1} numbers: before and after each stage")
        if self.stem_out_channels != self.hidden_sizes[0]:
            self._refuse("stem_out_channels", f"the first of hidden_sizes, {self.hidden_sizes[0]}")
