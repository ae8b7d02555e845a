"""Idefics2 (Laurençon et al., 2024, arXiv:2405.02246)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import TowerConfig
from auto_core.configs._vision_language import VisionLanguageConfig


class Idefics2VisionConfig(TowerConfig):
    """The image encoder, SigLIP's for images of any size."""

    model_type = "idefics2_vision"
    base_config_key = "vision_config"

    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 32
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-6
    initializer_range: float = 0.02


class Idefics2PerceiverConfig(PreTrainedConfig):
    """The resampler of an image's patches."""

    model_type = "idefics2_perceiver"
    base_config_key = "perceiver_config"

    hidden_act: str = "silu"
    hidden_size: int = 4096
    rms_norm_eps: float = 1e-6
    resampler_n_latents: int = 64
    resampler_depth: int = 3
    resampler_n_heads: int = 16
    resampler_head_dim: int = 96
    num_key_value_heads: int = 4
    attention_dropout: float = 0.0
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if self.resampler_n_heads % self.num_key_value_heads:
            self._refuse(
                "num_key_value_heads", f"a divisor of resampler_n_heads={self.resampler_n_heads}"
            )


class Idefics2Config(VisionLanguageConfig):
    """The image encoder's config, the resampler's and the language model's."""

    model_type = "idefics2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Idefics2VisionConfig,
        "perceiver_config": Idefics2PerceiverConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {
            "model_type": "mistral",
            "max_position_embeddings": 32768,
            "rms_norm_eps": 1e-5,
            "pad_token_id": 0,
        }
    }

    perceiver_config: Any = None
    image_token_id: int = 32001
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        text, part = self.text_config, self.perceiver_config
        if part.hidden_size != text.hidden_size:  # older files leave it out
            part.hidden_size, part.rms_norm_eps = text.hidden_size, text.rms_norm_eps
