"""StarCoder 2 (Lozhkov et al., 2024, arXiv:2402.19173)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryHeadsConfig


class Starcoder2Config(RotaryHeadsConfig):
    """Sizes and options of StarCoder 2. The defaults are starcoder2-3b's, as upstream has them."""

    model_type = "starcoder2"

    vocab_size: int = 49152
    hidden_size: int = 3072
    intermediate_size: int = 12288
    num_hidden_layers: int = 30
    num_attention_heads: int = 24
    num_key_value_heads: int | None = 2
    hidden_act: str = "gelu_pytorch_tanh"
    max_position_embeddings: int = 4096
    initializer_range: float = 0.018042
    norm_epsilon: float = 1e-5
    bos_token_id: int | None = 50256
    eos_token_id: int | list[int] | None = 50256
    sliding_window: int | None = None
    residual_dropout: float = 0.0
    embedding_dropout: float = 0.0
    use_bias: bool = True
    tie_word_embeddings: bool = True

    @property
    def epsilon(self) -> float:
        return self.norm_epsilon

    @property
    def qkv_bias(self) -> bool:
        return self.use_bias

    @property
    def output_bias(self) -> bool:
        return self.use_bias

    @property
    def feed_forward_bias(self) -> bool:
        return self.use_bias

    def window(self, layer: int) -> int | None:
        return self.sliding_window
