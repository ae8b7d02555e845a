"""FastSpeech 2 of conformers together with its vocoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.fastspeech2_conformer import FastSpeech2ConformerConfig
from auto_core.configs.fastspeech2_conformer_hifigan import FastSpeech2ConformerHifiGanConfig


class FastSpeech2ConformerWithHifiGanConfig(PreTrainedConfig):
    """Text to spectrogram, and spectrogram to sound."""

    model_type = "fastspeech2_conformer_with_hifigan"
    sub_configs: ClassVar[dict[str, Any]] = {
        "model_config": FastSpeech2ConformerConfig,
        "vocoder_config": FastSpeech2ConformerHifiGanConfig,
    }

    model_config: Any = None
    vocoder_config: Any = None

    def _complete(self) -> None:
        self.model_config = self.model_config or {}
        self.vocoder_config = self.vocoder_config or {}
        super()._complete()
        bins = self.vocoder_config.model_in_dim
        if self.model_config.num_mel_bins != bins:
            self._refuse("model_config", f"num_mel_bins={bins}, the vocoder's model_in_dim")
