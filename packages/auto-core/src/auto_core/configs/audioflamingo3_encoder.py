"""The encoder of Audio Flamingo 3 (Goel et al., 2025, arXiv:2507.08128): Whisper's."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.qwen2_audio_encoder import WindowEncoderConfig
from auto_core.configs.voxtral_encoder import VoxtralEncoderConfig


class AudioFlamingo3EncoderConfig(WindowEncoderConfig):
    """Sizes and options. The defaults are nvidia/audio-flamingo-3-hf's."""

    model_type = "audioflamingo3_encoder"
    attribute_map: ClassVar[dict[str, str]] = VoxtralEncoderConfig.attribute_map

    hidden_size: int = 1280
    intermediate_size: int = 5120
    num_hidden_layers: int = 32
    num_attention_heads: int = 20
    layerdrop: float = 0.0
