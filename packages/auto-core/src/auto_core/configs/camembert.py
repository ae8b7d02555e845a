"""CamemBERT (Martin et al., 2019, arXiv:1911.03894): RoBERTa's network, French texts."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig


class CamembertConfig(RobertaConfig):
    """See RobertaConfig."""

    model_type = "camembert"

    vocab_size: int = 30522
