"""ResNet (He et al., 2015, arXiv:1512.03385)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig


class ResNetConfig(BackboneConfig):
    """Sizes and options of ResNet. The defaults are microsoft/resnet-50."""

    model_type = "resnet"

    num_channels: int = 3
    embedding_size: int = 64
    hidden_sizes: list[int] | tuple[int, ...] = (256, 512, 1024, 2048)
    depths: list[int] | tuple[int, ...] = (3, 4, 6, 3)
    layer_type: str = "bottleneck"  # or "basic", of ResNet-18 and 34
    hidden_act: str = "relu"
    downsample_in_first_stage: bool = False
    downsample_in_bottleneck: bool = False  # by the first of its convolutions, not the second

    def _complete(self) -> None:
        super()._complete()
        if self.layer_type not in ("basic", "bottleneck"):
            self._refuse("layer_type", "'basic' or 'bottleneck'")
        if len(self.hidden_sizes) != len(self.depths):
            self._refuse("hidden_sizes", f"one for each of depths={list(self.depths)}")
