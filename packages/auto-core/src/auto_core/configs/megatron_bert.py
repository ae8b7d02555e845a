"""Megatron-LM's BERT (Shoeybi et al., 2019, arXiv:1909.08053)."""

from __future__ import annotations

from auto_core.configs.bert import BertConfig


class MegatronBertConfig(BertConfig):
    """BERT's sizes and options. The defaults are megatron-bert-uncased-345m's."""

    model_type = "megatron-bert"

    vocab_size: int = 29056
    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    intermediate_size: int = 4096
