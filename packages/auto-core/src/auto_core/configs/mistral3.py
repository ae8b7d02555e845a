"""Mistral 3 with images: Mistral Small 3.1 (Mistral AI, 2025)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.llava import TowerAndTextConfig


class Mistral3Config(TowerAndTextConfig):
    """The two encoders' configs and what joins them. The defaults are Mistral Small 3.1's."""

    model_type = "mistral3"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {"model_type": "pixtral", "patch_size": 14, "image_size": 1540},
        "text_config": {
            "model_type": "mistral",
            "head_dim": 128,
            "hidden_size": 5120,
            "intermediate_size": 32768,
            "max_position_embeddings": 131072,
            "num_attention_heads": 32,
            "num_hidden_layers": 40,
            "num_key_value_heads": 8,
            "rms_norm_eps": 1e-5,
            "rope_theta": 1_000_000_000.0,
            "sliding_window": None,
            "vocab_size": 131072,
        },
    }

    image_token_index: int = 10
    projector_hidden_act: str = "gelu"
    vision_feature_layer: int | list[int] = -1
    multimodal_projector_bias: bool = False
    spatial_merge_size: int = 2  # so many by so many patches become one vector
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        depth = self.vision_config.num_hidden_layers
        within = all(-depth - 1 <= layer <= depth for layer in self.feature_layers)
        if len(self.feature_layers) != 1 or not within:
            self._refuse("vision_feature_layer", f"one layer from {-depth - 1} to {depth}")
        if self.spatial_merge_size < 1:
            self._refuse("spatial_merge_size", "1 or more")

    @property
    def feature_layers(self) -> list[int]:
        """The layers whose patches are taken."""
        given = self.vision_feature_layer
        return [given] if isinstance(given, int) else list(given)
