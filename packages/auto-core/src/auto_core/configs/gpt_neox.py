"""GPT-NeoX (Black et al., 2022, arXiv:2204.06745)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryConfig


class NeoXConfig(RotaryConfig):
    """What GPT-NeoX and its Japanese relative share."""

    hidden_size: int
    num_attention_heads: int

    num_hidden_layers: int = 44
    hidden_act: str = "gelu"
    hidden_dropout: float = 0.0
    max_position_embeddings: int = 2048
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    use_cache: bool = True
    pad_token_id: int | None = None
    is_decoder: bool = False  # of no effect: it is a decoder either way

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return int(self.head_size * (self.rope_parameters or {})["partial_rotary_factor"])


class GPTNeoXConfig(NeoXConfig):
    """Sizes and options of GPT-NeoX. The defaults are GPT-NeoX-20B's."""

    model_type = "gpt_neox"
    default_partial = 0.25

    vocab_size: int = 50432
    hidden_size: int = 6144
    num_attention_heads: int = 64
    intermediate_size: int = 24576
    attention_dropout: float | None = 0.0
    classifier_dropout: float | None = 0.1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = False
    # Attention and the feed-forward part read the same input, and both are added to it.
    use_parallel_residual: bool = True
    attention_bias: bool = True
