"""LightOnOCR (LightOn, 2025)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig


class LightOnOcrConfig(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them. The defaults are
    LightOnOCR-1B-1025's."""

    model_type = "lighton_ocr"
    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {
            "model_type": "pixtral",
            "hidden_act": "silu",
            "image_size": 1540,
            "patch_size": 14,
        },
        "text_config": {
            "model_type": "qwen3",
            "head_dim": 128,
            "hidden_size": 1024,
            "intermediate_size": 3072,
            "max_position_embeddings": 40960,
            "num_attention_heads": 16,
            "num_hidden_layers": 28,
            "num_key_value_heads": 8,
            "rms_norm_eps": 1e-6,
            "rope_theta": 1_000_000.0,
            "vocab_size": 151936,
        },
    }
    projector_hidden_act: ClassVar[str] = "gelu"
    multimodal_projector_bias: ClassVar[bool] = False

    spatial_merge_size: int = 2  # so many by so many patches become one vector
    image_token_id: int = 151655
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.spatial_merge_size < 1:
            self._refuse("spatial_merge_size", "1 or more")
