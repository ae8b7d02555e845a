"""Idefics3 (Laurençon et al., 2024, arXiv:2408.12637)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._towers import TowerConfig
from auto_core.configs._vision_language import VisionLanguageConfig


class Idefics3VisionConfig(TowerConfig):
    """The image encoder, SigLIP's for images of any size."""

    model_type = "idefics3_vision"
    base_config_key = "vision_config"

    hidden_size: int = 1152
    num_attention_heads: int = 16
    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 32
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-6
    initializer_range: float = 0.02


class Idefics3Config(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them."""

    model_type = "idefics3"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Idefics3VisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "llama", "rms_norm_eps": 1e-5}
    }

    image_token_id: int = 128257
    tie_word_embeddings: bool = False
    scale_factor: int = 2  # so many patches, down and across, become one vector

    def _complete(self) -> None:
        super()._complete()
        if not 0 < self.scale_factor <= 64:
            self._refuse("scale_factor", "a number from 1 to 64")
