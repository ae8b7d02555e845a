"""SpeechT5's vocoder: HiFi-GAN (Kong et al., 2020, arXiv:2010.05646).

b batch, t frames, m mel bins.
"""

from __future__ import annotations

from auto_core.configs.speecht5_hifigan import SpeechT5HifiGanConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.hifigan import HifiGan


class SpeechT5HifiGan(HifiGan, nn.PreTrainedModel):
    """Log-mel spectrograms [b t m] (or one, [t m]) to sound [b samples] (or [samples])."""

    config_class = SpeechT5HifiGanConfig
    main_input_name = "spectrogram"

    def __init__(self, config: SpeechT5HifiGanConfig):
        super().__init__(config)
        self.make_layers(config, config.model_in_dim, bias=True)
        self.mean = nn.Buffer((config.model_in_dim,), init="zeros")
        self.scale = nn.Buffer((config.model_in_dim,), init="ones")

    def forward(self, spectrogram=None):
        if spectrogram is None:
            raise InputError("Pass spectrogram, [b t m] or [t m].")
        if self.config.normalize_before:
            spectrogram = (spectrogram - ops.asarray(self.mean)) / ops.asarray(self.scale)
        if len(ops.shape(spectrogram)) == 2:
            return self.sound(ops.unsqueeze(spectrogram, 0))[0]
        return self.sound(spectrogram)


HEADS = {"base": SpeechT5HifiGan}
