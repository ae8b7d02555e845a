"""The vocoder of FastSpeech2Conformer: HiFi-GAN (Kong et al., 2020, arXiv:2010.05646)."""

from __future__ import annotations

from auto_core.configs._hifigan import HifiGanConfig


class FastSpeech2ConformerHifiGanConfig(HifiGanConfig):
    """Sizes and options of the vocoder. The defaults are espnet/fastspeech2_conformer_hifigan."""

    model_type = "fastspeech2_conformer_hifigan"
    base_config_key = "vocoder_config"
