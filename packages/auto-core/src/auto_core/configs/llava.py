"""LLaVA (Liu et al., 2023, arXiv:2304.08485 and arXiv:2310.03744)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig

# The image encoder of LLaVA-1.5, CLIP's ViT-L/14 of 336 pixels.
CLIP_LARGE: dict[str, Any] = {
    "model_type": "clip_vision_model",
    "intermediate_size": 4096,
    "hidden_size": 1024,
    "patch_size": 14,
    "image_size": 336,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
}


class TowerAndTextConfig(VisionLanguageConfig):
    """An image encoder and a language model of any model type."""

    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": CLIP_LARGE,
        "text_config": {"model_type": "llama"},
    }
    attribute_map: ClassVar[dict[str, str]] = {"image_token_id": "image_token_index"}

    image_token_index: int = 32000
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if getattr(self.text_config, "tie_word_embeddings", False):
            self.tie_word_embeddings = True


class ChosenLayersConfig(TowerAndTextConfig):
    """Vectors are made of the patches of chosen layers of the image encoder."""

    vision_feature_select_strategy: str = "default"  # without the class token, or "full"
    vision_feature_layer: int | list[int] = -2
    projector_hidden_act: str = "gelu"
    multimodal_projector_bias: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.vision_feature_select_strategy not in ("default", "full"):
            self._refuse("vision_feature_select_strategy", "'default' or 'full'")
        depth = self.vision_config.num_hidden_layers
        if any(not -depth - 1 <= layer <= depth for layer in self.feature_layers):
            self._refuse("vision_feature_layer", f"layers from {-depth - 1} to {depth}")

    @property
    def feature_layers(self) -> list[int]:
        """The layers whose patches are taken."""
        given = self.vision_feature_layer
        return [given] if isinstance(given, int) else list(given)

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if isinstance(data.get("vision_config"), Mapping) and data.get("text_config") is None:
            data["text_config"] = dict(cls.default_parts["text_config"])
        return super()._migrate(data)


class LlavaConfig(ChosenLayersConfig):
    """The two encoders' configs and what joins them. The defaults are LLaVA-1.5-7b's."""

    model_type = "llava"

    image_seq_length: int = 576
