"""Aya Vision (Dash et al., 2025, arXiv:2505.08751)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig


class ShuffledTowerConfig(VisionLanguageConfig):
    """Squares of an image encoder's patches become one vector each."""

    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {
            "model_type": "siglip_vision_model",
            "hidden_size": 1152,
            "intermediate_size": 4304,
            "patch_size": 14,
            "image_size": 384,
            "num_hidden_layers": 26,
            "num_attention_heads": 14,
            "vision_use_head": False,
        },
        "text_config": {"model_type": "cohere2"},
    }

    downsample_factor: int = 2  # so many patches, down and across, become one vector
    alignment_intermediate_size: int | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if getattr(self.text_config, "tie_word_embeddings", False):
            self.tie_word_embeddings = True
        if not 0 < self.downsample_factor <= 64:
            self._refuse("downsample_factor", "a number from 1 to 64")
        if self.alignment_intermediate_size is None:
            self.alignment_intermediate_size = self.text_config.hidden_size
        if self.inner_size % 2:
            self._refuse("alignment_intermediate_size", "an even number: half of it is a gate")

    @property
    def inner_size(self) -> int:
        """Features inside the projector, of which half are its gate."""
        return self.alignment_intermediate_size or self.text_config.hidden_size


class AyaVisionConfig(ShuffledTowerConfig):
    """The two encoders' configs and what joins them."""

    model_type = "aya_vision"
    attribute_map: ClassVar[dict[str, str]] = {"image_token_id": "image_token_index"}

    vision_feature_select_strategy: str = "full"  # or without the first patch, "default"
    vision_feature_layer: int | list[int] = -1
    adapter_layer_norm_eps: float = 1e-6
    image_token_index: int = 255036

    def _complete(self) -> None:
        super()._complete()
        if self.vision_feature_select_strategy not in ("default", "full"):
            self._refuse("vision_feature_select_strategy", "'default' or 'full'")
        depth = self.vision_config.num_hidden_layers
        if len(self.feature_layers) != 1 or not -depth - 1 <= self.feature_layers[0] <= depth:
            self._refuse("vision_feature_layer", f"one layer from {-depth - 1} to {depth}")

    @property
    def feature_layers(self) -> list[int]:
        """The layer whose patches are taken: the projector has the size of one."""
        given = self.vision_feature_layer
        return [given] if isinstance(given, int) else list(given)
