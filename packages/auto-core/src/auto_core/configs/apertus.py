"""Apertus (Swiss AI Initiative, 2025, arXiv:2509.14233)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig

_ROTATION: dict[str, Any] = {
    "rope_type": "llama3",
    "rope_theta": 12_000_000.0,
    "factor": 8.0,
    "original_max_position_embeddings": 8192,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
}


class ApertusConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of Apertus. The defaults are Apertus-8B's, as upstream has them."""

    model_type = "apertus"
    default_theta = 12_000_000.0

    vocab_size: int = 131072
    intermediate_size: int = 14336
    hidden_act: str = "xielu"
    max_position_embeddings: int = 65536
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 3

    def _complete_rotation(self) -> None:
        if self.rope_parameters is None:
            self.rope_parameters = _ROTATION
        super()._complete_rotation()
