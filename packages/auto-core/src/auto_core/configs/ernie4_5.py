"""ERNIE 4.5, dense (Baidu, 2025)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class Ernie4_5Config(RotaryDecoderConfig):
    """Sizes and options of ERNIE 4.5. The defaults are ERNIE-4.5-0.3B's."""

    model_type = "ernie4_5"
    default_theta = 500000.0

    vocab_size: int = 103424
    hidden_size: int = 1024
    intermediate_size: int = 3072
    num_hidden_layers: int = 18
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 2
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 0
    tie_word_embeddings: bool = True
    use_bias: bool = False

    @property
    def qkv_bias(self) -> bool:
        return self.use_bias

    @property
    def output_bias(self) -> bool:
        return self.use_bias

    @property
    def feed_forward_bias(self) -> bool:
        return self.use_bias
