"""Falcon (Almazrouei et al., 2023, arXiv:2311.16867)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import RotaryConfig


class FalconConfig(RotaryConfig):
    """Sizes and options of Falcon. The defaults are Falcon-7B's."""

    model_type = "falcon"
    attribute_map: ClassVar[dict[str, str]] = {"n_embed": "hidden_size"}

    vocab_size: int = 65024
    hidden_size: int = 4544
    num_hidden_layers: int = 32
    num_attention_heads: int = 71
    # Norms where attention and feed-forward part stand side by side: one for both, or one for each
    # (the default of the new architecture).
    num_ln_in_parallel_attn: int | None = None
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    use_cache: bool = True
    hidden_dropout: float = 0.0
    attention_dropout: float = 0.0
    classifier_dropout: float | None = None  # before token classification; hidden_dropout
    num_kv_heads: int | None = None  # of the new architecture; num_attention_heads
    alibi: bool = False  # biases by distance instead of rotations
    new_decoder_architecture: bool = False  # Falcon-40B's: groups of heads share keys and values
    multi_query: bool = True  # of the old architecture: one head of keys and values for all
    parallel_attn: bool = True
    bias: bool = False
    bos_token_id: int | None = 11
    eos_token_id: int | list[int] | None = 11
    pad_token_id: int | None = None
    ffn_hidden_size: int | None = None  # 4 * hidden_size
    activation: str = "gelu"
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if self.hidden_size % heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        self.num_kv_heads = self.num_kv_heads or heads
        if self.new_decoder_architecture and heads % self.num_kv_heads:
            self._refuse("num_kv_heads", f"a divisor of num_attention_heads={heads}")
        self.ffn_hidden_size = self.ffn_hidden_size or 4 * self.hidden_size
        if self.new_decoder_architecture:
            if not self.parallel_attn:
                self._refuse("parallel_attn", "True with new_decoder_architecture")
            self.num_ln_in_parallel_attn = self.num_ln_in_parallel_attn or 2
        elif self.num_ln_in_parallel_attn == 2:
            self._refuse("num_ln_in_parallel_attn", "1 without new_decoder_architecture")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.head_size

    @property
    def kv_heads(self) -> int:
        """How many heads keys and values have."""
        if self.new_decoder_architecture:
            return self.num_kv_heads or self.num_attention_heads
        return 1 if self.multi_query else self.num_attention_heads
