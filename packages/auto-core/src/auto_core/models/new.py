"""GTE as its authors' own code calls it: Zhang et al., 2024, arXiv:2407.19669.

No network of its own: the files of Alibaba-NLP have this model type.
"""

from __future__ import annotations

from auto_core.configs.new import NewConfig

from ..blocks.variation import variation
from . import gte

HEADS = variation(__name__, "New", gte, NewConfig)
