"""Voxtral (Liu et al., 2025, arXiv:2507.13264)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.qwen2_audio import AudioLanguageConfig
from auto_core.errors import ConfigError


class VoxtralConfig(AudioLanguageConfig):
    """The two parts' configs. The defaults are mistralai/Voxtral-Mini-3B-2507's."""

    model_type = "voxtral"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {
            "model_type": "llama",
            "vocab_size": 131072,
            "hidden_size": 3072,
            "intermediate_size": 8192,
            "num_hidden_layers": 30,
            "num_key_value_heads": 8,
            "max_position_embeddings": 131072,
            "rms_norm_eps": 1e-5,
            "use_cache": True,
            "rope_theta": 100_000_000.0,
            "head_dim": 128,
        },
        "audio_config": {"model_type": "voxtral_encoder"},
    }

    audio_token_id: int | None = None
    projector_hidden_act: str = "gelu"

    def _complete(self) -> None:
        given, default = self.text_config, self.default_parts["text_config"]
        if isinstance(given, dict):  # what it leaves out is Voxtral's, not its type's
            self.text_config = {**default, **given}
        super()._complete()
        audio = self.audio_config
        size = audio.max_source_positions * audio.hidden_size
        if size % audio.intermediate_size:
            raise ConfigError(
                f"{type(self).__name__}: audio_config.intermediate_size is "
                f"{audio.intermediate_size}, expected a divisor of the {size} numbers of a window: "
                "so many of them become a vector."
            )
