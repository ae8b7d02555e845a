"""StableLM (Stability AI, 2023, 2024: arXiv:2402.17834)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryHeadsConfig


class StableLmConfig(RotaryHeadsConfig):
    """Sizes and options of StableLM. The defaults are stablelm-3b-4e1t's."""

    model_type = "stablelm"
    default_partial = 0.25

    vocab_size: int = 50304
    hidden_size: int = 2560
    intermediate_size: int = 6912
    num_key_value_heads: int | None = 32
    max_position_embeddings: int = 4096
    layer_norm_eps: float = 1e-5
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 0
    use_qkv_bias: bool = False
    qk_layernorm: bool = False  # a norm for each head's query and key
    # Attention and the feed-forward part read the same input, and both are added to it.
    use_parallel_residual: bool = False
    hidden_dropout: float = 0.0

    @property
    def epsilon(self) -> float:
        return self.layer_norm_eps

    @property
    def qkv_bias(self) -> bool:
        return self.use_qkv_bias
