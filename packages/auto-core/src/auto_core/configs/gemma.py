"""Gemma (Gemma Team, 2024, arXiv:2403.08295)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class GemmaConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of Gemma. The defaults are gemma-7b's."""

    model_type = "gemma"

    vocab_size: int = 256000
    hidden_size: int = 3072
    intermediate_size: int = 24576
    num_hidden_layers: int = 28
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 16
    head_dim: int | None = 256
    hidden_act: str = "gelu_pytorch_tanh"
    max_position_embeddings: int = 8192
    pad_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    bos_token_id: int | None = 2
    tie_word_embeddings: bool = True
    use_bidirectional_attention: bool | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.use_bidirectional_attention:
            self._refuse("use_bidirectional_attention", "False: this decoder is causal")
