"""ESM-1b (Rives et al., 2021, PNAS 118) and ESM-2 (Lin et al., 2023, Science 379)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._base import PreTrainedConfig

POSITION_TYPES = ("absolute", "rotary")


class EsmConfig(PreTrainedConfig):
    """Sizes and options of ESM. The defaults are upstream's, with the ids of ESM's vocabulary.

    With `token_dropout` masked tokens are zeros, and the others scaled as if as many were masked
    as in training.
    """

    model_type = "esm"

    vocab_size: int = 33
    mask_token_id: int | None = 32
    pad_token_id: int = 1  # never None: absolute positions are counted from it
    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 1026
    rope_theta: float = 10000.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    position_embedding_type: str = "absolute"
    use_cache: bool = True
    emb_layer_norm_before: bool | None = None
    token_dropout: bool | None = False
    is_folding_model: bool | None = False
    esmfold_config: dict[str, Any] | None = None
    vocab_list: list[str] | None = None
    is_decoder: bool | None = False  # whether tokens attend to no later ones; there is no cache
    add_cross_attention: bool | None = False
    tie_word_embeddings: bool = True
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 2

    def _complete(self) -> None:
        super()._complete()
        if self.is_folding_model:
            self._refuse(
                "is_folding_model",
                "False: ESMFold (EsmForProteinFolding) is not implemented, ESM's encoder is",
            )
        if self.add_cross_attention:
            self._refuse("add_cross_attention", "False: ESM here attends to no other sequence")
        if self.position_embedding_type not in POSITION_TYPES:
            self._refuse("position_embedding_type", f"one of {', '.join(POSITION_TYPES)}")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.position_embedding_type == "rotary" and self.head_size % 2:
            self._refuse("num_attention_heads", "heads of an even size, whose halves are rotated")
        if self.token_dropout and self.mask_token_id is None:
            self._refuse("mask_token_id", "an id, because token_dropout scales by masked tokens")
        if not self.rope_theta > 0:
            self._refuse("rope_theta", "a number above 0")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads
