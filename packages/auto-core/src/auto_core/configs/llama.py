"""LLaMA (Touvron et al., 2023, arXiv:2302.13971 and arXiv:2307.09288)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class LlamaConfig(RotaryDecoderConfig):
    """Sizes and options of LLaMA. The defaults are Llama-2-7b."""

    model_type = "llama"

    # Sums over slices of the weights instead of whole ones, with the same result.
    pretraining_tp: int | None = 1
    attention_bias: bool = False
    mlp_bias: bool = False

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias

    @property
    def output_bias(self) -> bool:
        return self.attention_bias

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
