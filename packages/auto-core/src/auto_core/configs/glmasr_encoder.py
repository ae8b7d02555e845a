"""The encoder of GLM-ASR (Z.ai, 2025, github.com/zai-org/GLM-ASR)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryHeadsConfig


class GlmAsrEncoderConfig(RotaryHeadsConfig):
    """Sizes and options. The defaults are zai-org/GLM-ASR-Nano-2512's."""

    model_type = "glmasr_encoder"
    base_config_key = "audio_config"
    default_partial = 0.5

    hidden_size: int = 1280
    intermediate_size: int = 5120
    num_hidden_layers: int = 32
    num_attention_heads: int = 20
    num_key_value_heads: int | None = None
    hidden_act: str = "gelu"
    max_position_embeddings: int = 1500
    initializer_range: float = 0.02
    attention_dropout: float = 0.0
    num_mel_bins: int = 128
