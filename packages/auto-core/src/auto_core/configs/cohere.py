"""Command R and Aya 23 (Cohere, 2024)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryHeadsConfig


class CohereConfig(AttentionBiasConfig, RotaryHeadsConfig):
    """Sizes and options of Command R. The defaults are upstream's, near c4ai-command-r-v01."""

    model_type = "cohere"
    default_theta = 500_000.0

    vocab_size: int = 256000
    hidden_size: int = 8192
    intermediate_size: int = 22528
    logit_scale: float = 0.0625
    num_hidden_layers: int = 40
    num_attention_heads: int = 64
    max_position_embeddings: int = 8192
    layer_norm_eps: float = 1e-5
    pad_token_id: int | None = 0
    bos_token_id: int | None = 5
    eos_token_id: int | list[int] | None = 255001
    tie_word_embeddings: bool = True
    use_qk_norm: bool | None = False  # a norm of each head's query and key

    @property
    def epsilon(self) -> float:
        return self.layer_norm_eps
