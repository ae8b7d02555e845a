"""MobileViTv2 (Mehta and Rastegari, 2022, arXiv:2206.02680)."""

from __future__ import annotations

from auto_core.configs._channels import divisible
from auto_core.configs.mobilevit import MobileViTFamilyConfig


class MobileViTV2Config(MobileViTFamilyConfig):
    """Sizes and options of MobileViTv2. The defaults are apple/mobilevitv2-1.0-imagenet1k-256."""

    model_type = "mobilevitv2"

    expand_ratio: float = 2.0
    hidden_act: str = "swish"
    aspp_out_channels: int = 512
    n_attn_blocks: list[int] | tuple[int, ...] = (2, 4, 3)
    base_attn_unit_dims: list[int] | tuple[int, ...] = (128, 192, 256)
    width_multiplier: float = 1.0
    ffn_multiplier: int = 2
    attn_dropout: float = 0.0
    ffn_dropout: float = 0.0

    @property
    def neck_hidden_sizes(self) -> tuple[int, ...]:
        """Channels of the stem and of each layer."""
        width = self.width_multiplier
        stem = divisible(max(16, min(64, 32 * width)), 8, 16)
        rest = (divisible(size * width, 8) for size in (128, 256, 384, 512))
        sizes = (stem, divisible(64 * width, 16), *rest)
        return (*sizes, sizes[-1])

    @property
    def hidden_sizes(self) -> tuple[int, ...]:
        """Channels of attention in the last three layers."""
        width = self.width_multiplier
        return tuple(divisible(size * width, 8) for size in self.base_attn_unit_dims)

    def _complete(self) -> None:
        super()._complete()
        for field in ("n_attn_blocks", "base_attn_unit_dims"):
            if len(getattr(self, field)) != 3:
                self._refuse(field, "three numbers")
        if self.width_multiplier <= 0:
            self._refuse("width_multiplier", "more than 0")
