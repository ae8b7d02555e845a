"""ColQwen2 (Faysse et al., 2024, arXiv:2407.01449)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._retrieval import RetrievalConfig


class ColQwen2Config(RetrievalConfig):
    """Qwen2-VL's config and the size of the vectors that pages and queries are compared by."""

    model_type = "colqwen2"
    sub_configs: ClassVar[dict[str, Any]] = {"vlm_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"vlm_config": {"model_type": "qwen2_vl"}}
