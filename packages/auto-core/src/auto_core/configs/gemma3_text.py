"""Gemma 3, its text part (Gemma Team, 2025, arXiv:2503.19786), and EmbeddingGemma."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig


class Gemma3TextConfig(AttentionBiasConfig, RotaryByLayerConfig, SlidingDecoderConfig):
    """Sizes and options of Gemma 3. The defaults are upstream's, near gemma-3-4b."""

    model_type = "gemma3_text"
    default_theta = 1_000_000.0
    local_theta = 10_000.0

    vocab_size: int = 262208
    hidden_size: int = 2304
    intermediate_size: int = 9216
    num_hidden_layers: int = 26
    num_attention_heads: int = 8
    num_key_value_heads: int | None = 4
    head_dim: int | None = 256
    hidden_activation: str = "gelu_pytorch_tanh"
    max_position_embeddings: int = 131072
    pad_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    bos_token_id: int | None = 2
    tie_word_embeddings: bool = True
    # Scores of queries are divided by its root, whatever the size of a head.
    query_pre_attn_scalar: int = 256
    # Every so many layers one has full attention, where layer_types is not given.
    sliding_window_pattern: int = 6
    final_logit_softcapping: float | None = None
    attn_logit_softcapping: float | None = None
    # An encoder: queries attend both ways; sliding_window then counts the tokens of both sides.
    use_bidirectional_attention: bool | None = False

    def _complete(self) -> None:
        super()._complete()
        if self.attn_logit_softcapping is not None:
            self._refuse("attn_logit_softcapping", "None: this network's scores have no bound")
        self._slide_but_every(self.sliding_window_pattern)
        self._check_layer_types()

    def window(self, layer: int) -> int | None:
        size = super().window(layer)
        return size // 2 + 1 if size is not None and self.use_bidirectional_attention else size
