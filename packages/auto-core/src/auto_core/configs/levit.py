"""LeViT (Graham et al., 2021, arXiv:2104.01136)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._base import PreTrainedConfig

_PER_STAGE = (
    "hidden_sizes",
    "num_attention_heads",
    "depths",
    "key_dim",
    "mlp_ratio",
    "attention_ratio",
)


class LevitConfig(PreTrainedConfig):
    """Sizes and options of LeViT, of each of its three stages. The defaults are
    facebook/levit-128S with more blocks."""

    model_type = "levit"

    image_size: int = 224
    num_channels: int = 3
    kernel_size: int = 3  # of the four convolutions of the stem
    stride: int = 2
    padding: int = 1
    patch_size: int = 16  # how much smaller the stem makes an image
    hidden_sizes: list[int] | tuple[int, ...] = (128, 256, 384)
    num_attention_heads: list[int] | tuple[int, ...] = (4, 8, 12)
    depths: list[int] | tuple[int, ...] = (4, 4, 4)
    key_dim: list[int] | tuple[int, ...] = (16, 16, 16)  # of a head
    drop_path_rate: float = 0
    mlp_ratio: list[int] | tuple[int, ...] = (2, 2, 2)
    attention_ratio: list[int] | tuple[int, ...] = (2, 2, 2)  # of values to keys
    initializer_range: float = 0.02

    # This follows from the others: kind, size of keys, heads, ratio of values, ratio of the
    # feed-forward part, stride.
    down_ops: Any = None

    def _complete(self) -> None:
        super()._complete()
        for field in _PER_STAGE:
            if len(getattr(self, field)) != 3:
                self._refuse(field, "one number for each of the three stages")
        size = self.key_dim[0]
        heads = [hidden // size for hidden in self.hidden_sizes[:2]]
        self.down_ops = [["Subsample", size, count, 4, 2, 2] for count in heads]

    def grid(self, stage: int) -> int:
        """Rows, and columns, of a stage's map."""
        side = self.image_size // self.patch_size
        for _, _, _, _, _, stride in self.down_ops[:stage]:
            side = (side - 1) // stride + 1
        return side
