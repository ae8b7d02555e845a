"""VideoLLaMA 3 (Zhang et al., 2025, arXiv:2501.13106) and its vision encoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.paddleocr_vl import AxialTowerConfig


class VideoLlama3VisionConfig(AxialTowerConfig):
    """The vision encoder, of SigLIP's layers. The defaults are upstream's."""

    model_type = "video_llama_3_vision"

    patch_size: int = 16
    initializer_range: float = 0.02


class VideoLlama3Config(VisionLanguageConfig):
    """A vision encoder, a language model of any model type, and the tokens of images and videos."""

    model_type = "video_llama_3"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": VideoLlama3VisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"text_config": {"model_type": "qwen2"}}

    image_token_id: int = 151655
    video_token_id: int = 151656
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if getattr(self.text_config, "tie_word_embeddings", False):
            self.tie_word_embeddings = True
