"""DINOv3's ConvNeXt (Siméoni et al., 2025, arXiv:2508.10104)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size


class DINOv3ConvNextConfig(BackboneConfig):
    """Sizes and options of DINOv3's ConvNeXt. The defaults are facebook/dinov3-convnext-tiny."""

    model_type = "dinov3_convnext"

    num_channels: int = 3
    hidden_sizes: list[int] | tuple[int, ...] | None = None
    depths: list[int] | tuple[int, ...] | None = None
    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-6
    layer_scale_init_value: float = 1e-6
    drop_path_rate: float = 0.0
    image_size: Size = 224

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, len(self.depths or ()) + 1))]

    def _complete(self) -> None:
        self.hidden_sizes = self.hidden_sizes or [96, 192, 384, 768]
        self.depths = self.depths or [3, 3, 9, 3]
        super()._complete()
        if len(self.hidden_sizes) != len(self.depths):
            self._refuse("hidden_sizes", f"one for each of depths={list(self.depths)}")
