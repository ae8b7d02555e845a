"""ALBERT (Lan et al., 2019, arXiv:1909.11942)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.bert import POSITION_TYPES


class AlbertConfig(PreTrainedConfig):
    """Sizes and options of ALBERT. The defaults are albert-xxlarge-v2.

    `num_hidden_layers` layers share the parameters of `num_hidden_groups` groups, each of
    `inner_group_num` blocks that are applied one after another.
    """

    model_type = "albert"

    vocab_size: int = 30000
    embedding_size: int = 128
    hidden_size: int = 4096
    num_hidden_layers: int = 12
    num_hidden_groups: int = 1
    num_attention_heads: int = 64
    intermediate_size: int = 16384
    inner_group_num: int = 1
    hidden_act: str = "gelu_new"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    classifier_dropout_prob: float = 0.1
    position_embedding_type: str = "absolute"  # see BertConfig
    pad_token_id: int | None = 0
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 3
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type not in POSITION_TYPES:
            self._refuse("position_embedding_type", f"one of {', '.join(POSITION_TYPES)}")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not 1 <= self.num_hidden_groups <= max(1, self.num_hidden_layers):
            self._refuse("num_hidden_groups", f"1 to num_hidden_layers={self.num_hidden_layers}")
