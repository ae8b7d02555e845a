"""What configs of HiFi-GAN as a model of its own share."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

Sizes = list[int] | tuple[int, ...]


class HifiGanConfig(PreTrainedConfig):
    """Sizes and options of the vocoder."""

    model_in_dim: int = 80
    upsample_initial_channel: int = 512
    upsample_rates: Sizes = (8, 8, 2, 2)
    upsample_kernel_sizes: Sizes = (16, 16, 4, 4)
    resblock_kernel_sizes: Sizes = (3, 7, 11)
    resblock_dilation_sizes: list | tuple = ((1, 3, 5), (1, 3, 5), (1, 3, 5))
    initializer_range: float = 0.01
    leaky_relu_slope: float = 0.1
    normalize_before: bool = True

    def _complete(self) -> None:
        super()._complete()
        for field, other in (
            ("upsample_kernel_sizes", "upsample_rates"),
            ("resblock_dilation_sizes", "resblock_kernel_sizes"),
        ):
            if len(getattr(self, field)) != len(getattr(self, other)):
                self._refuse(field, f"as many as {other}={getattr(self, other)!r}")
