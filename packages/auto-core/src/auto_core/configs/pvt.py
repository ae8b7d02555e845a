"""PVT (Wang et al., 2021, arXiv:2102.12122)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig

_PER_STAGE = (
    "depths",
    "sequence_reduction_ratios",
    "hidden_sizes",
    "patch_sizes",
    "strides",
    "num_attention_heads",
    "mlp_ratios",
)


class PvtConfig(PreTrainedConfig):
    """Sizes and options of PVT. The defaults are OpenGVLab/pvt-small-224 with fewer blocks."""

    model_type = "pvt"
    default_labels: ClassVar[int] = 1000

    image_size: int = 224
    num_channels: int = 3
    num_encoder_blocks: int = 4  # stages
    depths: list[int] | tuple[int, ...] = (2, 2, 2, 2)
    # How much coarser keys and values are than queries, along each axis.
    sequence_reduction_ratios: list[int] | tuple[int, ...] = (8, 4, 2, 1)
    hidden_sizes: list[int] | tuple[int, ...] = (64, 128, 320, 512)
    patch_sizes: list[int] | tuple[int, ...] = (4, 2, 2, 2)  # the steps from patch to patch
    strides: list[int] | tuple[int, ...] = (4, 2, 2, 2)  # the sides of patches
    num_attention_heads: list[int] | tuple[int, ...] = (1, 2, 5, 8)
    mlp_ratios: list[float] | tuple[float, ...] = (8, 8, 4, 4)
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    drop_path_rate: float = 0.0  # of the last block; it rises evenly from 0
    layer_norm_eps: float = 1e-6
    qkv_bias: bool = True

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
        if self.sequence_reduction_ratios[-1] != 1:
            self._refuse("sequence_reduction_ratios", "1 in the last stage, which has CLS")

    def to_dict(self) -> dict[str, Any]:
        """As elsewhere, and the number of labels, which transformers 5 reads from nothing else."""
        return super().to_dict() | {"num_labels": self.num_labels}

    def grid(self, stage: int) -> int:
        """Rows, and columns, of a stage's learned positions."""
        size = self.image_size if stage == 0 else self.image_size // 2 ** (stage + 1)
        return size // self.patch_sizes[stage]
