"""data2vec for texts: Baevski et al., 2022, arXiv:2202.03555. RoBERTa by another name."""

from __future__ import annotations

from auto_core.configs.data2vec_text import Data2VecTextConfig

from ..blocks.variation import variation
from . import roberta

HEADS = variation(
    __name__,
    "Data2VecText",
    roberta,
    Data2VecTextConfig,
    base_model_prefix="data2vec_text",
)
