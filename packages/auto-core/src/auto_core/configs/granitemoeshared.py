"""GraniteMoE with shared experts (IBM, 2025)."""

from __future__ import annotations

from auto_core.configs.granitemoe import GraniteMoeConfig


class GraniteMoeSharedConfig(GraniteMoeConfig):
    """Sizes and options of GraniteMoE with a feed-forward part that all tokens go to."""

    model_type = "granitemoeshared"

    shared_intermediate_size: int = 0  # of that part; 0: there is none
