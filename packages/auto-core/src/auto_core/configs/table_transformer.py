"""Table Transformer (Smock et al., 2021, arXiv:2110.00061)."""

from __future__ import annotations

from auto_core.configs.detr import DetrConfig


class TableTransformerConfig(DetrConfig):
    """Sizes and options of Table Transformer; those of DETR."""

    model_type = "table-transformer"
