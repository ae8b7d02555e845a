"""RoBERTa-PreLayerNorm (Ott et al., 2019, arXiv:1904.01038)."""

from __future__ import annotations

from auto_core.configs.roberta import RobertaConfig


class RobertaPreLayerNormConfig(RobertaConfig):
    """RoBERTa's sizes and options."""

    model_type = "roberta-prelayernorm"
