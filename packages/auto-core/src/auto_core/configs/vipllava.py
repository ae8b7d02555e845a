"""ViP-LLaVA (Cai et al., 2023, arXiv:2312.00784)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.llava import TowerAndTextConfig


class VipLlavaConfig(TowerAndTextConfig):
    """The two encoders' configs and what joins them. The defaults are vip-llava-7b's."""

    model_type = "vipllava"
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "vision_feature_layers": "vision_feature_layer",
    }
    vision_feature_select_strategy: ClassVar[str] = "default"  # a fact: without the class token

    projector_hidden_act: str = "gelu"
    projector_layernorm_eps: float = 1e-5
    vision_feature_layer: int | list[int] | tuple[int, ...] = (-2, -5, -8, -11, 6)
    image_seq_length: int = 576

    def _complete(self) -> None:
        super()._complete()
        depth = self.vision_config.num_hidden_layers
        if any(not -depth - 1 <= layer <= depth for layer in self.feature_layers):
            self._refuse("vision_feature_layer", f"layers from {-depth - 1} to {depth}")

    @property
    def feature_layers(self) -> list[int]:
        """The layers whose patches are taken."""
        given = self.vision_feature_layer
        return [given] if isinstance(given, int) else list(given)
