"""The vocoder of SpeechT5: HiFi-GAN (Kong et al., 2020, arXiv:2010.05646)."""

from __future__ import annotations

from auto_core.configs._hifigan import HifiGanConfig, Sizes


class SpeechT5HifiGanConfig(HifiGanConfig):
    """Sizes and options of the vocoder. The defaults are microsoft/speecht5_hifigan."""

    model_type = "speecht5_hifigan"

    sampling_rate: int = 16000
    upsample_rates: Sizes = (4, 4, 4, 4)
    upsample_kernel_sizes: Sizes = (8, 8, 8, 8)
