"""Arcee (AFM-4.5B: Arcee AI, 2025)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class ArceeConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of AFM. The defaults are AFM-4.5B's."""

    model_type = "arcee"

    hidden_size: int = 2560
    intermediate_size: int = 18432
    hidden_act: str = "relu2"
    max_position_embeddings: int = 4096
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 128000
    eos_token_id: int | list[int] | None = 128001
    mlp_bias: bool = False

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
