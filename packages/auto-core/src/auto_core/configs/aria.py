"""Aria (Li et al., 2024, arXiv:2410.05993)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.aria_text import AriaTextConfig


class AriaConfig(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them."""

    model_type = "aria"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": "auto",
        "text_config": AriaTextConfig,
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {"model_type": "idefics3_vision"}
    }
    attribute_map: ClassVar[dict[str, str]] = {"image_token_id": "image_token_index"}

    vision_feature_layer: int = -1
    projector_patch_to_query_dict: dict | None = None  # numbers of patches to those of vectors
    image_token_index: int = 9
    initializer_range: float = 0.02
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        given = self.projector_patch_to_query_dict
        given = {1225: 128, 4900: 256} if given is None else given
        try:
            found = {int(patches): int(queries) for patches, queries in given.items()}
        except (TypeError, ValueError):
            found = {}
        if not found or not all(0 < n <= 2**16 for pair in found.items() for n in pair):
            self._refuse("projector_patch_to_query_dict", "numbers of patches and of vectors")
        self.projector_patch_to_query_dict = found
        self.max_value_projector_patch_to_query_dict = max(found.values())
        if self.vision_config.model_type != "idefics3_vision":
            self._refuse("vision_config", "one of idefics3_vision: patches may be masked")
        depth = self.vision_config.num_hidden_layers
        if not -depth - 1 <= self.vision_feature_layer <= depth:
            self._refuse("vision_feature_layer", f"a layer from {-depth - 1} to {depth}")

    @property
    def output_router_logits(self) -> bool:
        """Whether the language model returns the routers' logits."""
        return self.text_config.output_router_logits
