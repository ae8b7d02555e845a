"""GTE as its authors' own code calls it (Zhang et al., 2024, arXiv:2407.19669)."""

from __future__ import annotations

from auto_core.configs.gte import GteConfig


class NewConfig(GteConfig):
    """GTE's sizes and options, under the model type of Alibaba-NLP's files."""

    model_type = "new"
    default_theta = 10_000.0

    pad_token_id: int | None = 0
