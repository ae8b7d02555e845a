"""jina-embeddings-v3 (Sturua et al., 2024, arXiv:2409.10173)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import RotaryConfig


class JinaEmbeddingsV3Config(RotaryConfig):
    """Sizes and options of jina-embeddings-v3. The defaults are jina-embeddings-v3-hf's."""

    model_type = "jina_embeddings_v3"
    default_theta: ClassVar[float] = 20000.0

    vocab_size: int = 250002
    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    intermediate_size: int = 4096
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 8194
    type_vocab_size: int = 1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    use_cache: bool = True
    classifier_dropout: float | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        size, heads = self.hidden_size, self.num_attention_heads
        if size % heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={size}")
        if self.rotary_size % 2:
            self._refuse("num_attention_heads", "heads of an even size, whose halves are rotated")
        rope = self.rotation()
        for key in ("short_factor", "long_factor"):
            if rope["rope_type"] == "longrope" and len(rope[key]) != self.rotary_size // 2:
                self._refuse("rope_parameters", f"{self.rotary_size // 2} numbers in {key}")

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.hidden_size // self.num_attention_heads
