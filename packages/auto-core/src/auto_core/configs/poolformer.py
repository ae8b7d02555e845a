"""PoolFormer (Yu et al., 2021, arXiv:2111.11418)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size

_PER_STAGE = ("depths", "hidden_sizes", "patch_sizes", "strides", "padding")


class PoolFormerConfig(PreTrainedConfig):
    """Sizes and options of PoolFormer. The defaults are sail/poolformer_s12."""

    model_type = "poolformer"

    num_channels: int = 3
    pool_size: int = 3
    mlp_ratio: float = 4.0
    depths: list[int] | tuple[int, ...] = (2, 2, 6, 2)
    hidden_sizes: list[int] | tuple[int, ...] = (64, 128, 320, 512)
    patch_sizes: list[int] | tuple[int, ...] = (7, 3, 3, 3)
    strides: list[int] | tuple[int, ...] = (4, 2, 2, 2)
    padding: list[int] | tuple[int, ...] = (2, 1, 1, 1)
    num_encoder_blocks: int = 4  # stages
    drop_path_rate: float = 0.0  # of the last block; it rises evenly from 0
    hidden_act: str = "gelu"
    use_layer_scale: bool = True
    layer_scale_init_value: float = 1e-5
    initializer_range: float = 0.02
    # Kept in files, of no effect: what counts are the sizes of each stage.
    patch_size: Size = 16
    stride: int = 16

    def _complete(self) -> None:
        super()._complete()
        for field in _PER_STAGE:
            if len(getattr(self, field)) < self.num_encoder_blocks:
                self._refuse(field, f"one for each of num_encoder_blocks={self.num_encoder_blocks}")
        if self.pool_size % 2 == 0:
            self._refuse("pool_size", "an odd number")
