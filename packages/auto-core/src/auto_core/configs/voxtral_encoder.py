"""The encoder of Voxtral (Liu et al., 2025, arXiv:2507.13264): Whisper's."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.qwen2_audio_encoder import WindowEncoderConfig


class VoxtralEncoderConfig(WindowEncoderConfig):
    """Sizes and options. The defaults are mistralai/Voxtral-Mini-3B-2507's."""

    model_type = "voxtral_encoder"
    attribute_map: ClassVar[dict[str, str]] = {
        "d_model": "hidden_size",
        "encoder_layers": "num_hidden_layers",
        "encoder_attention_heads": "num_attention_heads",
        "encoder_ffn_dim": "intermediate_size",
        "encoder_layerdrop": "layerdrop",
    }

    vocab_size: int = 51866  # of Whisper's decoder, which is not there
    hidden_size: int = 1280
    intermediate_size: int = 5120
    num_hidden_layers: int = 32
    num_attention_heads: int = 20
    layerdrop: float = 0.0
