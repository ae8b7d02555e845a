"""nanochat (Karpathy, 2025)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class NanoChatConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of nanochat. The defaults are upstream's."""

    model_type = "nanochat"

    vocab_size: int = 50304
    hidden_size: int = 768
    intermediate_size: int = 8192
    num_hidden_layers: int = 12
    num_attention_heads: int = 6
    hidden_act: str = "relu2"
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    pad_token_id: int | None = 1
    final_logit_softcapping: float | None = 15.0
