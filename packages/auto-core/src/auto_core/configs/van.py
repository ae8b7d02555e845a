"""VAN (Guo et al., 2022, arXiv:2202.09741)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size

_PER_STAGE = ("patch_sizes", "strides", "depths", "mlp_ratios")


class VanConfig(PreTrainedConfig):
    """Sizes and options of VAN, of each of its stages. The defaults are van-base."""

    model_type = "van"

    image_size: Size = 224
    num_channels: int = 3
    patch_sizes: list[int] | tuple[int, ...] = (7, 3, 3, 3)
    strides: list[int] | tuple[int, ...] = (4, 2, 2, 2)
    hidden_sizes: list[int] | tuple[int, ...] = (64, 128, 320, 512)
    depths: list[int] | tuple[int, ...] = (3, 3, 12, 3)
    mlp_ratios: list[int] | tuple[int, ...] = (8, 8, 4, 4)
    hidden_act: str = "gelu"
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-6
    layer_scale_init_value: float = 1e-2
    drop_path_rate: float = 0.0
    dropout_rate: float = 0.0

    def _complete(self) -> None:
        super()._complete()
        stages = len(self.hidden_sizes)
        if not stages:
            self._refuse("hidden_sizes", "one for each stage, at least one")
        for field in _PER_STAGE:
            if len(getattr(self, field)) != stages:
                self._refuse(field, f"one for each of the {stages} stages of hidden_sizes")

    def drop_rate(self, stage: int) -> float:
        """The probability that training leaves out a block of a stage."""
        last = max(sum(self.depths) - 1, 1)
        return self.drop_path_rate * min(stage, last) / last
