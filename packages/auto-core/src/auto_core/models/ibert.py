"""I-BERT: Kim et al., 2021, arXiv:2101.01321. RoBERTa by another name, in real numbers.

Files also hold what its authors' integers are computed with: ranges and scales, which are not
read.
"""

from __future__ import annotations

from auto_core.configs.ibert import IBertConfig

from ..blocks.variation import variation
from . import roberta

HEADS = variation(
    __name__,
    "IBert",
    roberta,
    IBertConfig,
    without=["causal-lm"],
    base_model_prefix="ibert",
    ignored_keys=(
        r"embeddings\.token_type_ids$",
        r"\.(weight|bias)_integer$",
        r"(_scaling_factor|\.x_min|\.x_max|\.shift)$",
    ),
)
