"""ALBERT (Lan et al., 2019, arXiv:1909.11942)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class AlbertConfig(BertConfig):
    """BERT's sizes and options, and ALBERT's own. The defaults are albert-xxlarge-v2.

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
    classifier_dropout_prob: float = 0.1
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 3

    def _complete(self) -> None:
        super()._complete()
        if self.is_decoder:
            self._refuse("is_decoder", "False: ALBERT is an encoder")
        if not 1 <= self.num_hidden_groups <= max(1, self.num_hidden_layers):
            self._refuse("num_hidden_groups", f"1 to num_hidden_layers={self.num_hidden_layers}")
