"""ConvNeXt (Liu et al., 2022, arXiv:2201.03545)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size


class ConvNextConfig(BackboneConfig):
    """Sizes and options of ConvNeXt. The defaults are facebook/convnext-tiny-224."""

    model_type = "convnext"
    attribute_map: ClassVar[dict[str, str]] = {"num_hidden_layers": "num_stages"}

    num_channels: int = 3
    patch_size: Size = 4
    num_stages: int = 4
    hidden_sizes: list[int] | tuple[int, ...] = (96, 192, 384, 768)
    depths: list[int] | tuple[int, ...] = (3, 3, 9, 3)
    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12  # of the norm after pooling; the others have 1e-6
    layer_scale_init_value: float = 1e-6  # 0: no scales
    drop_path_rate: float = 0.0  # of the last block; it rises evenly from 0
    image_size: Size = 224

    def _complete(self) -> None:
        super()._complete()
        for field in ("hidden_sizes", "depths"):
            if len(getattr(self, field)) != self.num_stages:
                self._refuse(field, f"one number for each of num_stages={self.num_stages}")
