"""Descript's audio codec (Kumar et al., 2023, arXiv:2306.06546)."""

from __future__ import annotations

import math

from auto_core.configs._base import PreTrainedConfig


class DacConfig(PreTrainedConfig):
    """Sizes and options. The defaults are descript/dac_16khz, but for its codebooks."""

    model_type = "dac"

    encoder_hidden_size: int = 64
    downsampling_ratios: list[int] | tuple[int, ...] = (2, 4, 8, 8)
    decoder_hidden_size: int = 1536
    n_codebooks: int = 9
    codebook_size: int = 1024
    codebook_dim: int = 8
    quantizer_dropout: float = 0.0
    commitment_loss_weight: float = 0.25
    codebook_loss_weight: float = 1.0
    sampling_rate: int = 16000

    # These follow from the others.
    upsampling_ratios: list[int] | tuple[int, ...] | None = None
    hidden_size: int | None = None
    hop_length: int | None = None

    def _complete(self) -> None:
        super()._complete()
        ratios = list(self.downsampling_ratios)
        if not ratios or min(ratios) < 1:
            self._refuse("downsampling_ratios", "numbers of 1 or more")
        if self.upsampling_ratios is None:
            self.upsampling_ratios = ratios[::-1]
        if self.hidden_size is None:
            self.hidden_size = self.encoder_hidden_size * 2 ** len(ratios)
        if self.hop_length is None:
            self.hop_length = math.prod(ratios)
        if self.codebook_size < 2 or self.codebook_size & (self.codebook_size - 1):
            self._refuse("codebook_size", "a power of 2")
        steps = 2 ** len(self.upsampling_ratios)
        if self.decoder_hidden_size % steps:
            self._refuse("decoder_hidden_size", f"a multiple of {steps}")

    @property
    def frame_rate(self) -> int:
        """Frames per second."""
        return math.ceil(self.sampling_rate / math.prod(self.upsampling_ratios or ()))
