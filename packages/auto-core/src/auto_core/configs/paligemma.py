"""PaliGemma (Beyer et al., 2024, arXiv:2407.07726) and PaliGemma 2 (arXiv:2412.03555)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig

_LANGUAGE_MODELS = ("gemma", "gemma2")


class PaliGemmaConfig(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them."""

    model_type = "paligemma"
    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {
            "model_type": "siglip_vision_model",
            "intermediate_size": 4096,
            "hidden_size": 1152,
            "patch_size": 14,
            "image_size": 224,
            "num_hidden_layers": 27,
            "num_attention_heads": 16,
            "vision_use_head": False,
        },
        "text_config": {
            "model_type": "gemma",
            "hidden_size": 2048,
            "num_hidden_layers": 18,
            "intermediate_size": 16384,
            "num_attention_heads": 8,
            "num_key_value_heads": 1,
            "vocab_size": 257152,
        },
    }
    attribute_map: ClassVar[dict[str, str]] = {"image_token_id": "image_token_index"}

    image_token_index: int = 256000
    projection_dim: int = 2048
    tie_word_embeddings: bool = True

    @classmethod
    def _nested(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Without the sizes of the language model, which files repeat beside its own, and without
        its attention in both ways: a prompt's tokens attend so here whatever it says."""
        data = {k: v for k, v in data.items() if k not in ("vocab_size", "hidden_size")}
        text = data.get("text_config")
        if isinstance(text, Mapping):
            kept = {k: v for k, v in text.items() if k != "use_bidirectional_attention"}
            data["text_config"] = kept
        return data

    def _complete(self) -> None:
        super()._complete()
        text = self.text_config
        if text.model_type not in _LANGUAGE_MODELS:
            self._refuse("text_config", "a config of 'gemma' or 'gemma2'")
        if self.projection_dim != text.hidden_size:
            self._refuse("projection_dim", f"the language model's hidden_size, {text.hidden_size}")
