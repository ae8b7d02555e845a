"""OLMo (Groeneveld et al., 2024, arXiv:2402.00838)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class OlmoConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of OLMo. The defaults are OLMo-7B's."""

    model_type = "olmo"

    vocab_size: int = 50304
    pad_token_id: int | None = 1
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 50279
    # Queries, keys and values are clipped to [-clip_qkv, clip_qkv].
    clip_qkv: float | None = None
