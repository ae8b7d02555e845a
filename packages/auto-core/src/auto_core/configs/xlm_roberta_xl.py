"""XLM-RoBERTa-XL (Goyal et al., 2021, arXiv:2105.00572)."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig


class XLMRobertaXLConfig(RobertaConfig):
    """RoBERTa's sizes and options. The defaults are xlm-roberta-xl's."""

    model_type = "xlm-roberta-xl"

    vocab_size: int = 250880
    hidden_size: int = 2560
    num_hidden_layers: int = 36
    num_attention_heads: int = 32
    intermediate_size: int = 10240
    max_position_embeddings: int = 514
    type_vocab_size: int = 1
    layer_norm_eps: float = 1e-5
