"""PP-LCNetV4, of PaddleOCR."""

from __future__ import annotations

from typing import Any

from auto_core.configs._backbone import BackboneConfig

_FINE = [[3, 192, 192, 1, True], [3, 192, 192, 1, False]]
_DEFAULT: list[list[list[Any]]] = [
    [[3, 96, 96, 1, True]],
    [[3, 96, 96, 1, False], [3, 96, 96, 1, False]],
    [[3, 96, 192, [2, 1], False], *_FINE, *_FINE, *_FINE],
    [[3, 192, 384, [2, 1], False], [3, 384, 384, 1, True], [3, 384, 384, 1, False]],
]


class PPLCNetV4Config(BackboneConfig):
    """Sizes and options of PP-LCNetV4. Blocks are as PP-LCNet's; a stride may be (down, across)."""

    model_type = "pp_lcnet_v4"

    scale: float = 1.0  # of what the backbone says of its channels alone, as upstream
    block_configs: list[Any] | tuple[Any, ...] | None = None
    stem_channels: list[int] | tuple[int, ...] = (3, 48, 96)
    reduction: int = 4
    hidden_act: str = "relu"
    num_channels: int = 3
    stem_strides: list[Any] | tuple[Any, ...] = (2, 1, 1, 2, 1)
    stem_type: str = "large"
    use_learnable_affine_block: bool = False
    depths: list[int] | tuple[int, ...] | None = None  # these follow from the blocks
    stage_out_channels: list[int] | tuple[int, ...] | None = None

    def _complete(self) -> None:
        if self.block_configs is None:
            self.block_configs = [[list(block) for block in stage] for stage in _DEFAULT]
        stages = self.block_configs
        if len(stages) != 4 or any(not stage for stage in stages):
            self._refuse("block_configs", "4 stages of blocks")
        for block in (block for stage in stages for block in stage):
            if len(block) != 5 or any(not 1 <= number <= 2**16 for number in block[:3]):
                self._refuse(
                    "block_configs",
                    "blocks of (kernel, channels before, channels after, stride, true or false)",
                )
        self.depths = [len(stage) for stage in stages]
        self.stage_out_channels = [stage[-1][2] for stage in stages]
        if self.stem_type not in ("large", "small"):
            self._refuse("stem_type", "'large' or 'small'")
        if len(self.stem_channels) != 3 or self.stem_channels[0] != self.num_channels:
            self._refuse("stem_channels", f"three, of which the first is {self.num_channels}")
        strides = self.stem_strides
        if len(strides) != 5 or any(min(_pair(stride)) < 1 for stride in strides):
            self._refuse("stem_strides", "five, 1 or more")
        if self.stem_type == "large" and any(set(_pair(s)) != {1} for s in strides[1:3]):
            self._refuse("stem_strides", "1 at the second and the third: they stand side by side")
        if self.reduction < 1:
            self._refuse("reduction", "1 or more")
        super()._complete()


def _pair(stride: Any) -> tuple[int, ...]:
    return (stride,) if isinstance(stride, int) else tuple(stride)
