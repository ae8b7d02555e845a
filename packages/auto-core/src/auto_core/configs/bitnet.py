"""BitNet b1.58 (Ma et al., 2025, arXiv:2504.12285)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class BitNetConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of BitNet. The defaults are bitnet-b1.58-2B-4T's."""

    model_type = "bitnet"
    default_theta = 500000.0

    vocab_size: int = 128256
    hidden_size: int = 2560
    intermediate_size: int = 6912
    num_hidden_layers: int = 30
    num_attention_heads: int = 20
    num_key_value_heads: int | None = 5
    hidden_act: str = "relu2"
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 128000
    eos_token_id: int | list[int] | None = 128001

    def _complete(self) -> None:
        super()._complete()
        if self.head_size * self.num_attention_heads != self.hidden_size:
            self._refuse("head_dim", "heads that make hidden_size, over which they are normalised")
