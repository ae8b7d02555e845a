"""HGNetV2, of PaddleDetection; D-FINE's backbone (Peng et al., 2024, arXiv:2410.13842)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._backbone import BackboneConfig

Sizes = list[int] | tuple[int, ...]
Flags = list[bool] | tuple[bool, ...]


class HGNetV2Config(BackboneConfig):
    """Sizes and options. The defaults are those of HGNetV2-B4."""

    model_type = "hgnet_v2"

    num_channels: int = 3
    embedding_size: int = 64
    depths: Sizes = (3, 4, 6, 3)  # only how many there are
    hidden_sizes: Sizes = (256, 512, 1024, 2048)
    hidden_act: str = "relu"  # of the stem
    stem_channels: Sizes = (3, 32, 48)
    stem_strides: list[Any] | tuple[Any, ...] = (2, 1, 1, 2, 1)
    stage_in_channels: Sizes = (48, 128, 512, 1024)
    stage_mid_channels: Sizes = (48, 96, 192, 384)
    stage_out_channels: Sizes = (128, 512, 1024, 2048)
    stage_num_blocks: Sizes = (1, 1, 3, 1)
    stage_downsample: Flags = (False, True, True, True)
    stage_downsample_strides: list[Any] | tuple[Any, ...] = (2, 2, 2, 2)
    stage_light_block: Flags = (False, False, True, True)
    stage_kernel_size: Sizes = (3, 3, 5, 5)
    stage_numb_of_layers: Sizes = (6, 6, 6, 6)
    use_learnable_affine_block: bool = False
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        stages = len(self.stage_in_channels)
        for field in vars(self):
            value = getattr(self, field)
            if field.startswith("stage_") and field != "stage_names" and len(value) < stages:
                self._refuse(field, f"one for each of {stages} stages")
        if len(self.depths) != stages or len(self.hidden_sizes) != stages:
            self._refuse("hidden_sizes", f"{stages}, as there are depths and stages")
        if len(self.stem_channels) != 3 or self.stem_channels[1] % 2:
            self._refuse("stem_channels", "three numbers, the second one even")
        if len(self.stem_strides) != 5:
            self._refuse("stem_strides", "five strides")
