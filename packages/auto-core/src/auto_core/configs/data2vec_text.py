"""data2vec for texts (Baevski et al., 2022, arXiv:2202.03555)."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig


class Data2VecTextConfig(RobertaConfig):
    """RoBERTa's sizes and options. The defaults are upstream's."""

    model_type = "data2vec-text"

    vocab_size: int = 30522
