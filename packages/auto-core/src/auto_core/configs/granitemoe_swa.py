"""GraniteMoE with sliding windows (IBM, 2026)."""

from __future__ import annotations

from auto_core.configs.granite_swa import SlidingGraniteConfig
from auto_core.configs.granitemoeshared import GraniteMoeSharedConfig


class GraniteMoeSWAConfig(SlidingGraniteConfig, GraniteMoeSharedConfig):
    """GraniteMoeShared's sizes and options, and windows."""

    model_type = "granitemoe_swa"
