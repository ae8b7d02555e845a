"""XLM-RoBERTa (Conneau et al., 2019, arXiv:1911.02116): RoBERTa's network, other texts."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig


class XLMRobertaConfig(RobertaConfig):
    """See RobertaConfig."""

    model_type = "xlm-roberta"

    vocab_size: int = 30522
