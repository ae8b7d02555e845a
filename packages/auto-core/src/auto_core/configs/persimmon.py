"""Persimmon (Adept, 2023)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryConfig


class PersimmonConfig(RotaryConfig):
    """Sizes and options of Persimmon. The defaults are persimmon-8b's, as upstream has them."""

    model_type = "persimmon"
    default_partial = 0.5

    vocab_size: int = 262144
    hidden_size: int = 4096
    intermediate_size: int = 16384
    num_hidden_layers: int = 36
    num_attention_heads: int = 64
    hidden_act: str = "relu2"
    max_position_embeddings: int = 16384
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    use_cache: bool = True
    tie_word_embeddings: bool = False
    qk_layernorm: bool = True  # a norm of each head's query and key
    hidden_dropout: float = 0.0
    attention_dropout: float = 0.0
    classifier_dropout: float | None = None  # before token classification; 0.1
    pad_token_id: int | None = None
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.rotary_size % 2:
            self._refuse("rope_parameters", "a partial_rotary_factor that rotates an even number")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return int(self.head_size * self.rotation()["partial_rotary_factor"])

    @property
    def embd_pdrop(self) -> float:
        """Dropout of embeddings, which Phi has."""
        return 0.0
