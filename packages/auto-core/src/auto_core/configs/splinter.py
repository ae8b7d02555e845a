"""Splinter (Ram et al., 2021, arXiv:2101.00438)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class SplinterConfig(PreTrainedConfig):
    """Sizes and options of Splinter. The defaults are splinter-base's."""

    model_type = "splinter"

    vocab_size: int = 30522
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    question_token_id: int = 104
    tie_word_embeddings: bool = True
    # What BERT's layers ask for.
    position_embedding_type: str = "absolute"
    add_cross_attention: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.position_embedding_type != "absolute":
            self._refuse("position_embedding_type", "'absolute'")
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: Splinter is an encoder")
