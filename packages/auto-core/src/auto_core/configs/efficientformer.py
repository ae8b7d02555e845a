"""EfficientFormer (Li et al., 2022, arXiv:2206.01191)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size


class EfficientFormerConfig(PreTrainedConfig):
    """Sizes and options of EfficientFormer. The defaults are efficientformer-l1-300."""

    model_type = "efficientformer"

    depths: list[int] | tuple[int, ...] = (3, 2, 6, 4)
    hidden_sizes: list[int] | tuple[int, ...] = (48, 96, 224, 448)
    downsamples: list[bool] | tuple[bool, ...] = (True, True, True, True)
    dim: int = 448
    key_dim: int = 32
    attention_ratio: float = 4
    resolution: int = 7
    num_hidden_layers: int = 5
    num_attention_heads: int = 8
    mlp_expansion_ratio: float = 4
    hidden_dropout_prob: float = 0.0
    patch_size: Size = 16
    num_channels: int = 3
    pool_size: int | None = 3
    downsample_patch_size: int = 3
    downsample_stride: int = 2
    downsample_pad: int = 1
    drop_path_rate: float = 0.0
    num_meta3d_blocks: int = 1
    distillation: bool = True
    use_layer_scale: bool = True
    layer_scale_init_value: float = 1e-5
    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    image_size: Size = 224
    batch_norm_eps: float = 1e-5

    def _complete(self) -> None:
        super()._complete()
        if not self.depths:
            self._refuse("depths", "one for each stage, at least one")
        stages = len(self.depths)
        for field, needed in (("hidden_sizes", stages), ("downsamples", stages - 1)):
            if len(getattr(self, field)) < needed:
                self._refuse(field, f"one for each of the {stages} stages of depths")
        if self.dim != self.hidden_sizes[stages - 1] or len(self.hidden_sizes) != stages:
            self._refuse("dim", f"the last of hidden_sizes={list(self.hidden_sizes)}")
        if not 1 <= self.num_meta3d_blocks <= self.depths[-1]:
            self._refuse("num_meta3d_blocks", f"1 to the last of depths, {self.depths[-1]}")
        if self.pool_size is not None and self.pool_size % 2 == 0:
            self._refuse("pool_size", "an odd number")
        if self.resolution < 1:
            self._refuse("resolution", "1 or more")
        if not 0 <= self.drop_rate(-1, self.depths[-1] - 1) < 1:
            self._refuse("drop_path_rate", "a number whose product with every layer is below 1")

    def drop_rate(self, stage: int, block: int) -> float:
        """The probability that training leaves out a block: so much for each before it."""
        return self.drop_path_rate * (block + sum(self.depths[:stage]))

    def downsampled(self, stage: int) -> bool:
        """Whether a stage is followed by a convolution to the next one's size."""
        wider = self.hidden_sizes[stage] != self.hidden_sizes[stage + 1]
        return bool(self.downsamples[stage] or wider)
