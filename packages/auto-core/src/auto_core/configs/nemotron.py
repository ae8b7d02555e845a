"""Nemotron-4 and Minitron (NVIDIA, 2024, arXiv:2402.16819, arXiv:2407.14679)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryHeadsConfig


class NemotronConfig(AttentionBiasConfig, RotaryHeadsConfig):
    """Sizes and options of Nemotron. The defaults are nemotron-3-8b's, as upstream has them."""

    model_type = "nemotron"
    default_partial = 0.5

    vocab_size: int = 256000
    hidden_size: int = 6144
    intermediate_size: int = 24576
    num_attention_heads: int = 48
    hidden_act: str = "relu2"
    max_position_embeddings: int = 4096
    initializer_range: float = 0.0134
    norm_eps: float = 1e-5
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 3
    mlp_bias: bool = False

    @property
    def epsilon(self) -> float:
        return self.norm_eps

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
