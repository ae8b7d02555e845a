"""Qianfan-OCR (Baidu, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.internvl import InternVLConfig, InternVLVisionConfig


class QianfanOCRVisionConfig(InternVLVisionConfig):
    """The image encoder. The defaults are upstream's."""

    model_type = "qianfan_ocr_vision"

    attention_bias: bool = True
    drop_path_rate: float = 0.1  # of the last layer, in training


class QianfanOCRConfig(InternVLConfig):
    """The image encoder's config, the language model's, and what joins them."""

    model_type = "qianfan_ocr"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": QianfanOCRVisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"text_config": {"model_type": "qwen3"}}

    tie_word_embeddings: bool = False
