"""FlauBERT (Le et al., 2019, arXiv:1912.05372)."""

from __future__ import annotations

from auto_core.configs.xlm import XLMConfig


class FlaubertConfig(XLMConfig):
    """XLM's sizes and options, and where norms are. The defaults are upstream's."""

    model_type = "flaubert"

    pre_norm: bool = False  # type: ignore[misc]  # norms before each part, not after
    layerdrop: float = 0.0  # type: ignore[misc]
