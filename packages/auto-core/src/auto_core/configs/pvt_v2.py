"""PVT v2 (Wang et al., 2021, arXiv:2106.13797)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size

_PER_STAGE = (
    "depths",
    "sr_ratios",
    "hidden_sizes",
    "patch_sizes",
    "strides",
    "num_attention_heads",
    "mlp_ratios",
)


class PvtV2Config(BackboneConfig):
    """Sizes and options of PVT v2. The defaults are OpenGVLab/pvt_v2_b0."""

    model_type = "pvt_v2"

    image_size: Size | dict[str, int] = 224
    num_channels: int = 3
    num_encoder_blocks: int = 4  # stages
    depths: list[int] | tuple[int, ...] = (2, 2, 2, 2)
    sr_ratios: list[int] | tuple[int, ...] = (8, 4, 2, 1)  # how much coarser keys are, per axis
    hidden_sizes: list[int] | tuple[int, ...] = (32, 64, 160, 256)
    patch_sizes: list[int] | tuple[int, ...] = (7, 3, 3, 3)
    strides: list[int] | tuple[int, ...] = (4, 2, 2, 2)
    num_attention_heads: list[int] | tuple[int, ...] = (1, 2, 5, 8)
    mlp_ratios: list[float] | tuple[float, ...] = (8, 8, 4, 4)
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    drop_path_rate: float = 0.0  # of the last block; it rises evenly from 0
    layer_norm_eps: float = 1e-6
    qkv_bias: bool = True
    linear_attention: bool = False  # to 7x7 means of the map, whatever its size is

    @property
    def norm_eps(self) -> float:
        """Epsilon of the norms, as SegFormer's layers call it."""
        return self.layer_norm_eps

    def _stages(self) -> list[str]:
        return [f"stage{i}" for i in range(1, len(self.depths) + 1)]

    def _complete(self) -> None:
        super()._complete()
        stages = self.num_encoder_blocks
        for field in _PER_STAGE:
            if len(getattr(self, field)) != stages:
                self._refuse(field, f"one for each of num_encoder_blocks={stages} stages")
        if any(
            size % heads
            for size, heads in zip(self.hidden_sizes, self.num_attention_heads, strict=True)
        ):
            self._refuse("num_attention_heads", f"divisors of hidden_sizes={self.hidden_sizes}")
