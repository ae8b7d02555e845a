"""NEZHA (Wei et al., 2019, arXiv:1909.00204)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class NezhaConfig(PreTrainedConfig):
    """BERT's sizes, and the largest distance that is told apart. The defaults are nezha-cn-base."""

    model_type = "nezha"

    vocab_size: int = 21128
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    max_relative_position: int = 64
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    classifier_dropout: float | None = 0.1
    pad_token_id: int | None = 0
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 3
    use_cache: bool = True
    is_decoder: bool = False
    add_cross_attention: bool = False
    tie_word_embeddings: bool = True
    position_embedding_type: ClassVar[str] = "absolute"  # as BERT's parts read it

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if self.hidden_size % heads or self.hidden_size // heads % 2:
            expected = f"a divisor of hidden_size={self.hidden_size} that leaves heads of even size"
            self._refuse("num_attention_heads", expected)
        if self.max_relative_position < 1:
            self._refuse("max_relative_position", "1 or more")
        for field in ("is_decoder", "add_cross_attention"):
            if getattr(self, field):
                self._refuse(field, "False: this is an encoder")
