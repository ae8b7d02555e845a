"""BART (Lewis et al., 2019, arXiv:1910.13461)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class BartConfig(BartLikeConfig):
    """Sizes and options of BART. The defaults are bart-large."""

    model_type = "bart"

    default_labels: ClassVar[int] = 3  # of natural language inference, on which it is published
