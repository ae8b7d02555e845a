"""OLMo 2 (Walsh et al., 2025, arXiv:2501.00656)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class Olmo2Config(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of OLMo 2. The defaults are OLMo-2-7B's, as upstream has them."""

    model_type = "olmo2"

    vocab_size: int = 50304
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 1
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 50279
