"""SwiftFormer (Shaker et al., 2023, arXiv:2303.15446)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size


class SwiftFormerConfig(PreTrainedConfig):
    """Sizes and options of SwiftFormer. The defaults are MBZUAI/swiftformer-xs."""

    model_type = "swiftformer"

    image_size: Size = 224
    num_channels: int = 3
    depths: list[int] | tuple[int, ...] = (3, 3, 6, 4)
    embed_dims: list[int] | tuple[int, ...] = (48, 56, 112, 220)
    mlp_ratio: float = 4
    downsamples: list[bool] | tuple[bool, ...] = (True, True, True, True)  # after each stage
    hidden_act: str = "gelu"
    down_patch_size: Size = 3
    down_stride: Size = 2
    down_pad: Size = 1
    drop_path_rate: float = 0.0  # of the last block; it rises evenly from 0
    drop_mlp_rate: float = 0.0
    drop_conv_encoder_rate: float = 0.0
    use_layer_scale: bool = True
    layer_scale_init_value: float = 1e-5
    batch_norm_eps: float = 1e-5

    def _complete(self) -> None:
        super()._complete()
        if len(self.embed_dims) != len(self.depths):
            self._refuse("embed_dims", f"one for each of depths={list(self.depths)}")
        if len(self.downsamples) < len(self.depths) - 1:
            self._refuse("downsamples", f"one for each of depths={list(self.depths)}")
