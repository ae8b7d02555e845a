"""Gemma 4 without encoders of images and sound (Gemma Team, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.gemma4 import Gemma4Config
from auto_core.configs.gemma4_text import Gemma4TextConfig
from auto_core.errors import ConfigError


class Gemma4UnifiedTextConfig(Gemma4TextConfig):
    """Sizes and options of the language model: Gemma 4's, without experts and without embeddings
    of the tokens for each layer. The defaults are upstream's."""

    model_type = "gemma4_unified_text"
    vocabulary_fields = ("vocab_size",)

    max_position_embeddings: int = 262_144
    sliding_window: int | None = 1024
    hidden_size_per_layer_input: int = 0
    use_bidirectional_attention: str | None = "vision"

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size_per_layer_input:
            self._refuse("hidden_size_per_layer_input", "0: layers have no embeddings of their own")
        if self.enable_moe_block:
            self._refuse("enable_moe_block", "False: this network has no experts")


class Gemma4UnifiedVisionConfig(PreTrainedConfig):
    """How squares of pixels become vectors."""

    model_type = "gemma4_unified_vision"
    base_config_key = "vision_config"

    patch_size: int = 16
    pooling_kernel_size: int = 3  # so many by so many patches are a square
    mm_embed_dim: int = 3840
    mm_posemb_size: int = 1120  # columns, and rows, of squares that have positions
    rms_norm_eps: float = 1e-6
    output_proj_dims: int = 3840
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if self.output_proj_dims != self.mm_embed_dim:
            self._refuse("output_proj_dims", f"mm_embed_dim, {self.mm_embed_dim}")
        if self.pooling_kernel_size < 1:
            self._refuse("pooling_kernel_size", "1 or more")

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Files may repeat what a square's side is."""
        given = data.pop("model_patch_size", None)
        side = data.get("patch_size", cls.patch_size)
        side *= data.get("pooling_kernel_size", cls.pooling_kernel_size)
        if given not in (None, side):
            raise ConfigError(
                f"{cls.__name__}: model_patch_size is {given!r}, expected {side}: patch_size * "
                "pooling_kernel_size."
            )
        return super()._migrate(data)

    @property
    def model_patch_size(self) -> int:
        """The side of a square in pixels."""
        return self.patch_size * self.pooling_kernel_size


class Gemma4UnifiedAudioConfig(PreTrainedConfig):
    """How frames of samples become vectors."""

    model_type = "gemma4_unified_audio"
    base_config_key = "audio_config"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "audio_embed_dim",
        "output_proj_dims": "audio_embed_dim",
        "audio_samples_per_token": "audio_embed_dim",
    }

    audio_embed_dim: int = 640  # samples of a frame
    rms_norm_eps: float = 1e-6
    initializer_range: float = 0.02


class Gemma4UnifiedConfig(Gemma4Config):
    """The language model's config, those of images and sound that it reads, and their tokens."""

    model_type = "gemma4_unified"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Gemma4UnifiedTextConfig,
        "vision_config": Gemma4UnifiedVisionConfig,
        "audio_config": Gemma4UnifiedAudioConfig,
    }
