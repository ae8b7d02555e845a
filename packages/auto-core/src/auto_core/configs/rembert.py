"""RemBERT (Chung et al., 2020, arXiv:2010.12821)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class RemBertConfig(BertConfig):
    """BERT's sizes and options, with small embeddings and a large output matrix. The defaults are
    google/rembert's."""

    model_type = "rembert"

    vocab_size: int = 250300
    hidden_size: int = 1152
    num_hidden_layers: int = 32
    num_attention_heads: int = 18
    input_embedding_size: int = 256
    output_embedding_size: int = 1664
    intermediate_size: int = 4608
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    classifier_dropout_prob: float = 0.1
    bos_token_id: int | None = 312
    eos_token_id: int | list[int] | None = 313
    tie_word_embeddings: bool = False
