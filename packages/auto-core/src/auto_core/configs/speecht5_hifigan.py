"""The vocoder of SpeechT5: HiFi-GAN (Kong et al., 2020, arXiv:2010.05646)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

Sizes = list[int] | tuple[int, ...]


class SpeechT5HifiGanConfig(PreTrainedConfig):
    """Sizes and options of the vocoder. The defaults are microsoft/speecht5_hifigan."""

    model_type = "speecht5_hifigan"

    model_in_dim: int = 80
    sampling_rate: int = 16000
    upsample_initial_channel: int = 512
    upsample_rates: Sizes = (4, 4, 4, 4)
    upsample_kernel_sizes: Sizes = (8, 8, 8, 8)
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
