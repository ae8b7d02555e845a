"""Granite Speech Plus (IBM, 2026, huggingface.co/ibm-granite/granite-speech-4.1-2b-plus)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.granite_speech import GraniteSpeechConfig, GraniteSpeechEncoderConfig


class GraniteSpeechPlusEncoderConfig(GraniteSpeechEncoderConfig):
    """The conformers, of which more hidden states than the last may be read.

    Args:
        hidden_dim: size of the hidden states.
        output_dim: classes of each frame, which the encoder was trained with.
    """

    model_type = "granite_speech_plus_encoder"

    cat_hidden_layers: list[int] | None = None

    def _complete(self) -> None:
        super()._complete()
        if any(not 0 <= index < self.num_layers for index in self.cat_hidden_layers or ()):
            self._refuse("cat_hidden_layers", f"numbers from 0 to {self.num_layers - 1}")
        if len(set(self.cat_hidden_layers or ())) < len(self.cat_hidden_layers or ()):
            self._refuse("cat_hidden_layers", "numbers that differ")

    @property
    def output_size(self) -> int:
        """The size of what the projector gets."""
        return self.hidden_dim * (1 + len(self.cat_hidden_layers or ()))


class GraniteSpeechPlusConfig(GraniteSpeechConfig):
    """The three parts' configs.

    Args:
        window_size: frames that the Q-Former reads at once.
    """

    model_type = "granite_speech_plus"
    sub_configs: ClassVar[dict[str, Any]] = {
        **GraniteSpeechConfig.sub_configs,
        "encoder_config": GraniteSpeechPlusEncoderConfig,
    }
