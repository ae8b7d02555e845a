"""EfficientNet (Tan and Le, 2019, arXiv:1905.11946)."""

from __future__ import annotations

import math
from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._channels import divisible
from auto_core.configs._vit import Size

_PER_STAGE = (
    "in_channels",
    "kernel_sizes",
    "strides",
    "num_block_repeats",
    "expand_ratios",
)


class EfficientNetConfig(PreTrainedConfig):
    """Sizes and options of EfficientNet. The defaults are google/efficientnet-b7."""

    model_type = "efficientnet"

    num_channels: int = 3
    image_size: Size = 600
    width_coefficient: float = 2.0  # of all channels, which are multiples of depth_divisor
    depth_coefficient: float = 3.1  # of the blocks of each stage
    depth_divisor: int = 8
    kernel_sizes: list[int] | tuple[int, ...] = (3, 3, 5, 3, 5, 5, 3)
    in_channels: list[int] | tuple[int, ...] = (32, 16, 24, 40, 80, 112, 192)
    out_channels: list[int] | tuple[int, ...] = (16, 24, 40, 80, 112, 192, 320)
    # The indices of blocks that shrink odd sizes: padded alike at both ends.
    depthwise_padding: list[int] | tuple[int, ...] = ()
    strides: list[int] | tuple[int, ...] = (1, 2, 2, 2, 1, 2, 1)
    num_block_repeats: list[int] | tuple[int, ...] = (1, 2, 2, 3, 3, 4, 1)
    expand_ratios: list[int] | tuple[int, ...] = (1, 6, 6, 6, 6, 6, 6)
    squeeze_expansion_ratio: float = 0.25
    hidden_act: str = "swish"
    hidden_dim: int = 2560  # channels after the last block
    pooling_type: str = "mean"
    initializer_range: float = 0.02
    batch_norm_eps: float = 0.001
    batch_norm_momentum: float = 0.99
    dropout_rate: float = 0.5
    drop_connect_rate: float = 0.2  # rises evenly from 0

    has_top: ClassVar[bool] = True  # a convolution to hidden_dim after the last block

    # This follows from the others.
    num_hidden_layers: int | None = None

    def _complete(self) -> None:
        super()._complete()
        self.num_hidden_layers = 4 * sum(self.num_block_repeats)
        stages = len(self.out_channels)
        for field in _PER_STAGE:
            if len(getattr(self, field)) != stages:
                self._refuse(field, f"one for each of out_channels={list(self.out_channels)}")
        if any(size < 3 or size % 2 == 0 for size in self.kernel_sizes):
            self._refuse("kernel_sizes", "odd numbers from 3 on")
        if not set(self.strides) <= {1, 2}:
            self._refuse("strides", "1 or 2")
        if self.pooling_type not in ("mean", "max"):
            self._refuse("pooling_type", '"mean" or "max"')
        if self.has_top and self.hidden_dim != self.channels(1280):
            self._refuse("hidden_dim", f"{self.channels(1280)}: 1280 times width_coefficient")

    def channels(self, count: int) -> int:
        """How many channels stand for so many of the smallest network."""
        return divisible(count * self.width_coefficient, self.depth_divisor)

    def blocks(self, stage: int) -> int:
        """How many blocks a stage has."""
        return math.ceil(self.depth_coefficient * self.num_block_repeats[stage])
