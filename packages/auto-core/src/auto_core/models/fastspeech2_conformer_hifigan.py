"""FastSpeech2Conformer's vocoder: HiFi-GAN (Kong et al., 2020, arXiv:2010.05646)."""

from __future__ import annotations

from auto_core.configs.fastspeech2_conformer_hifigan import FastSpeech2ConformerHifiGanConfig

from .speecht5_hifigan import SpeechT5HifiGan


class FastSpeech2ConformerHifiGan(SpeechT5HifiGan):
    """Log-mel spectrograms [b t m] (or one, [t m]) to sound [b samples] (or [samples])."""

    config_class = FastSpeech2ConformerHifiGanConfig


HEADS = {"base": FastSpeech2ConformerHifiGan}
