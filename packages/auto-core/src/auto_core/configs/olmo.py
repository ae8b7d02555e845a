"""OLMo (Groeneveld et al., 2024, arXiv:2402.00838)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class OlmoConfig(RotaryDecoderConfig):
    """Sizes and options of OLMo. The defaults are OLMo-7B's."""

    model_type = "olmo"

    vocab_size: int = 50304
    pad_token_id: int | None = 1
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 50279
    attention_bias: bool = False
    # Queries, keys and values are clipped to [-clip_qkv, clip_qkv].
    clip_qkv: float | None = None

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias

    @property
    def output_bias(self) -> bool:
        return self.attention_bias
