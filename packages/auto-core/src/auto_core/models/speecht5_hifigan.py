"""SpeechT5's vocoder: HiFi-GAN (Kong et al., 2020, arXiv:2010.05646).

b batch, t frames, m mel bins.
"""

from __future__ import annotations

from auto_core.configs.speecht5_hifigan import SpeechT5HifiGanConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.hifigan import HifiGan
from ..blocks.stage import rounded, stage


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
        alone = len(ops.shape(spectrogram)) == 2
        if alone:
            spectrogram = ops.unsqueeze(spectrogram, 0)
        frames = ops.shape(spectrogram)[1]
        room, count = rounded(frames, spectrogram), None
        if room is not frames:
            spectrogram = ops.pad(spectrogram, [(0, 0), (0, room - frames), (0, 0)], value=0)
            count = ops.asarray(frames, like=spectrogram, dtype="int64")
        sound = self.spoken(spectrogram, count)
        if count is not None:
            sound = sound[:, : self.samples(frames)]
        return sound[0] if alone else sound

    @stage
    def spoken(self, spectrogram, steps):  # [b t m] -> [b samples]
        if self.config.normalize_before:
            spectrogram = (spectrogram - ops.asarray(self.mean)) / ops.asarray(self.scale)
        return self.sound(spectrogram, steps=steps)


HEADS = {"base": SpeechT5HifiGan}
