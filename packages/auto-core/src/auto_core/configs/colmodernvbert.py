"""ColModernVBERT (Teiletche et al., 2025, arXiv:2510.01149)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._retrieval import RetrievalConfig


class ColModernVBertConfig(RetrievalConfig):
    """ModernVBERT's config and the size of the vectors that pages and queries are compared by."""

    model_type = "colmodernvbert"
    sub_configs: ClassVar[dict[str, Any]] = {"vlm_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vlm_config": {"model_type": "modernvbert"}
    }
