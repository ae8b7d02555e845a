"""RegNet (Radosavovic et al., 2020, arXiv:2003.13678)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class RegNetConfig(PreTrainedConfig):
    """Sizes and options of RegNet. The defaults are facebook/regnet-y-040."""

    model_type = "regnet"

    num_channels: int = 3
    embedding_size: int = 32
    hidden_sizes: list[int] | tuple[int, ...] = (128, 192, 512, 1088)
    depths: list[int] | tuple[int, ...] = (2, 6, 12, 2)
    groups_width: int = 64  # channels of a group
    layer_type: str = "y"  # with squeeze and excitation; "x" is without
    hidden_act: str = "relu"
    downsample_in_first_stage: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.layer_type not in ("x", "y"):
            self._refuse("layer_type", "'x' or 'y'")
        if len(self.hidden_sizes) != len(self.depths):
            self._refuse("hidden_sizes", f"one for each of depths={list(self.depths)}")
