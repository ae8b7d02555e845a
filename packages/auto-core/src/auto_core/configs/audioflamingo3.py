"""Audio Flamingo 3 (Goel et al., 2025, arXiv:2507.08128)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.qwen2_audio import AudioLanguageConfig


class AudioFlamingo3Config(AudioLanguageConfig):
    """The two parts' configs. The defaults are nvidia/audio-flamingo-3-hf's, but for the language
    model's sizes."""

    model_type = "audioflamingo3"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "qwen2"},
        "audio_config": {"model_type": "audioflamingo3_encoder"},
    }

    audio_token_id: int = 151669
    projector_hidden_act: str = "gelu"
    projector_bias: bool = True
