"""RoBERTa (Liu et al., 2019, arXiv:1907.11692)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class RobertaConfig(BertConfig):
    """BERT's sizes and options. The defaults are upstream's, not those of roberta-base.

    A text's first token stands at position pad_token_id + 1, so max_position_embeddings is that
    much larger than the longest text.
    """

    model_type = "roberta"

    vocab_size: int = 50265
    pad_token_id: int = 1  # never None: positions are counted from it
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
