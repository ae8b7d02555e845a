"""EXAONE 4.5 (LG AI Research, 2026), its vision encoder and its language model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen2_5_vl import WindowedVisionConfig


class Exaone4_5_VisionConfig(WindowedVisionConfig):
    """The vision encoder. The defaults are upstream's."""

    model_type = "exaone4_5_vision"

    num_key_value_heads: int = 8

    def _complete(self) -> None:
        super()._complete()
        if self.num_key_value_heads < 1 or self.num_heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_heads={self.num_heads}")


class Exaone4_5_Config(VisionLanguageConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "exaone4_5"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Exaone4_5_VisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "exaone4"},
    }

    image_token_id: int = 67
    video_token_id: int = 68
    tie_word_embeddings: bool = False

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        text = data.get("text_config")
        if isinstance(text, Mapping) and text.get("model_type") == "exaone4_5_text":
            data["text_config"] = {**text, "model_type": "exaone4"}  # what the first files say
        return super()._migrate(data)
