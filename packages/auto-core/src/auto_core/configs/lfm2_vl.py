"""LFM2-VL (Liquid AI, 2025, arXiv:2511.23404)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig


class Lfm2VlConfig(VisionLanguageConfig):
    """The two encoders' configs and what joins them. The defaults are LFM2-VL-1.6B's."""

    model_type = "lfm2_vl"
    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {"model_type": "siglip2_vision_model"},
        "text_config": {"model_type": "lfm2"},
    }

    image_token_id: int = 396
    projector_hidden_act: str = "gelu"
    projector_hidden_size: int = 2560
    projector_bias: bool = True
    projector_use_layernorm: bool = True
    downsample_factor: int = 2  # so many patches, down and across, become one vector
    tie_word_embeddings: bool = True

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if "tie_embedding" in data:
            data["tie_word_embeddings"] = data.pop("tie_embedding")
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        if self.vision_config.model_type != "siglip2_vision_model":
            self._refuse("vision_config", "one of siglip2_vision_model: images are rows of patches")
        if not 0 < self.downsample_factor <= 64:
            self._refuse("downsample_factor", "a number from 1 to 64")
