"""PP-LCNet (Cui et al., 2021, arXiv:2109.15099)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import BackboneConfig

_REST = [[5, 256, 256, 1, False]] * 5
Blocks = list[list[list[Any]]]


class PPLCNetConfig(BackboneConfig):
    """Sizes and options of PP-LCNet. The defaults are PaddlePaddle/PP-LCNet_x1_0_doc_ori's."""

    model_type = "pp_lcnet"
    # Of each stage its blocks: side of the kernel, channels before and after, stride, and whether
    # channels are weighed (squeeze and excitation).
    default_blocks: ClassVar[Blocks] = [
        [[3, 16, 32, 1, False]],
        [[3, 32, 64, 2, False], [3, 64, 64, 1, False]],
        [[3, 64, 128, 2, False], [3, 128, 128, 1, False]],
        [[3, 128, 256, 2, False], *_REST],
        [[5, 256, 512, 2, True], [5, 512, 512, 1, True]],
    ]

    scale: float = 1.0  # of all channels
    block_configs: list[Any] | tuple[Any, ...] | None = None
    stem_channels: int = 16
    stem_stride: int = 2
    reduction: int = 4
    divisor: int = 8
    hidden_act: str = "hardswish"
    class_expand: int = 1280
    hidden_dropout_prob: float = 0.2  # a factor in inference as well, as upstream
    depths: list[int] | tuple[int, ...] | None = None  # follows from the blocks

    def _complete(self) -> None:
        if self.block_configs is None:
            self.block_configs = [[list(block) for block in s] for s in self.default_blocks]
        stages = self.block_configs
        if len(stages) != 5 or any(not stage for stage in stages):
            self._refuse("block_configs", "5 stages of blocks")
        for block in (block for stage in stages for block in stage):
            if len(block) != 5 or any(not 1 <= number <= 2**16 for number in block[:4]):
                self._refuse(
                    "block_configs",
                    "blocks of (kernel, channels before, channels after, stride, true or false)",
                )
        self.depths = [len(stage) for stage in stages]
        if not 0 < self.scale <= 64:
            self._refuse("scale", "above 0, at most 64")
        if self.divisor < 1 or self.reduction < 1 or self.stem_stride < 1:
            self._refuse("divisor", "1 or more, as reduction and stem_stride")
        super()._complete()

    def channels(self, count: int) -> int:
        """So many channels after scaling: a multiple of `divisor`, at least 0.9 times as many."""
        wanted = count * self.scale
        found = max(self.divisor, int(wanted + self.divisor / 2) // self.divisor * self.divisor)
        return int(found + self.divisor if found < 0.9 * wanted else found)
