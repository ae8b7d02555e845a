"""Hiera (Ryali et al., 2023, arXiv:2306.00989)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size, pair

_PAIRS = (
    "image_size",
    "patch_size",
    "patch_stride",
    "patch_padding",
    "query_stride",
    "masked_unit_size",
)


class HieraConfig(BackboneConfig):
    """Sizes and options of Hiera. The defaults are facebook/hiera-base-224-hf."""

    model_type = "hiera"
    attribute_map: ClassVar[dict[str, str]] = {"num_hidden_layers": "num_layers"}

    embed_dim: int = 96  # of the first stage; each later one has embed_dim_multiplier times as much
    embed_dim_multiplier: float = 2.0
    image_size: Size = (224, 224)
    patch_size: Size = (7, 7)
    patch_stride: Size = (4, 4)
    patch_padding: Size = (3, 3)
    mlp_ratio: float = 4.0
    depths: list[int] | tuple[int, ...] = (2, 3, 16, 3)
    num_heads: list[int] | tuple[int, ...] = (1, 2, 4, 8)
    num_query_pool: int = 3  # stages after the first that pool queries, by query_stride
    query_stride: Size = (2, 2)
    masked_unit_size: Size = (8, 8)  # tokens that are masked together, and attend to each other
    masked_unit_attention: list[bool] | tuple[bool, ...] = (True, True, False, False)
    drop_path_rate: float = 0.0  # of the last block; it rises evenly from 0
    num_channels: int = 3
    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    layer_norm_init: float = 1.0
    layer_norm_eps: float = 1e-6
    # Of pretraining, which needs them.
    decoder_hidden_size: int | None = None
    decoder_depth: int | None = None
    decoder_num_heads: int | None = None
    normalize_pixel_loss: bool | None = True  # learn pixels normalised within each patch
    mask_ratio: float = 0.6

    # These follow from the others.
    num_layers: int | None = None
    hidden_size: int | None = None

    def size(self, stage: int) -> int:
        """Channels of a stage, from 0 on."""
        return int(self.embed_dim * self.embed_dim_multiplier**stage)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of patches."""
        (height, width), (down, across) = pair(self.image_size), pair(self.patch_stride)
        return height // down, width // across

    @property
    def units(self) -> tuple[int, int]:
        """Rows and columns of units that are masked together."""
        (rows, columns), (down, across) = self.grid, pair(self.masked_unit_size)
        return rows // down, columns // across

    def _complete(self) -> None:
        super()._complete()
        stages = len(self.depths)
        self.num_layers, self.hidden_size = stages, self.size(stages - 1)
        for field in _PAIRS:
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "two numbers, down and across")
        for field in ("num_heads", "masked_unit_attention"):
            if len(getattr(self, field)) != stages:
                self._refuse(field, f"one for each of depths={list(self.depths)}")
        if any(self.size(stage) % heads for stage, heads in enumerate(self.num_heads)):
            self._refuse("num_heads", "divisors of each stage's channels")
        if not 0 <= self.mask_ratio < 1:
            self._refuse("mask_ratio", "a share of the units, at least 0 and below 1")
        if not 0 <= self.num_query_pool < stages:
            self._refuse("num_query_pool", f"less than the number of stages, {stages}")
        for side, stride in zip(pair(self.masked_unit_size), pair(self.query_stride), strict=True):
            if side % stride ** (stages - 1):
                self._refuse(
                    "masked_unit_size", f"a multiple of query_stride to the power of {stages - 1}"
                )
        for side, unit in zip(self.grid, pair(self.masked_unit_size), strict=True):
            if side % unit:
                self._refuse("image_size", "a multiple of masked_unit_size times patch_stride")
        if any(self.size(i) == self.size(i + 1) for i in range(self.num_query_pool)):
            self._refuse("embed_dim_multiplier", "more than 1 where queries are pooled")
