"""Florence-2 (Xiao et al., 2023, arXiv:2311.06242)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import VisionLanguageConfig

_PER_STAGE = (
    *("depths", "patch_size", "patch_stride", "patch_padding", "patch_prenorm"),
    *("embed_dim", "num_heads", "num_groups"),
)


class Florence2VisionConfig(PreTrainedConfig):
    """The image encoder, DaViT, and how its patches are told apart. The defaults are
    Florence-2-base's."""

    model_type = "florence_vision"
    base_config_key = "vision_config"
    # As its authors' files name them.
    attribute_map: ClassVar[dict[str, str]] = {"dim_embed": "embed_dim"}

    in_channels: int = 3
    depths: list[int] | tuple[int, ...] = (1, 1, 9, 1)
    patch_size: list[int] | tuple[int, ...] = (7, 3, 3, 3)
    patch_stride: list[int] | tuple[int, ...] = (4, 2, 2, 2)
    patch_padding: list[int] | tuple[int, ...] = (3, 1, 1, 1)
    patch_prenorm: list[bool] | tuple[bool, ...] = (False, True, True, True)
    embed_dim: list[int] | tuple[int, ...] = (128, 256, 512, 1024)
    num_heads: list[int] | tuple[int, ...] = (4, 8, 16, 32)
    num_groups: list[int] | tuple[int, ...] = (4, 8, 16, 32)
    window_size: int = 12
    drop_path_rate: float = 0.1
    mlp_ratio: float = 4.0
    qkv_bias: bool = True
    activation_function: str = "gelu"
    projection_dim: int = 1024
    max_temporal_embeddings: int = 100
    max_position_embeddings: int = 50  # rows and columns of patches after the last stage
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        for field in _PER_STAGE:
            if len(getattr(self, field)) != len(self.embed_dim):
                self._refuse(field, f"one for each of the {len(self.embed_dim)} stages")
        for field in ("num_heads", "num_groups"):
            pairs = zip(self.embed_dim, getattr(self, field), strict=True)
            if any(part < 1 or size % part for size, part in pairs):
                self._refuse(field, f"divisors of embed_dim={list(self.embed_dim)}")
        if self.embed_dim[-1] % 2:
            self._refuse("embed_dim", "an even number at its end, for sines and cosines")

    def grid(self, height: int, width: int) -> tuple[int, int]:
        """Rows and columns of patches after the last stage."""
        sides = height, width
        for k, stride, pad in zip(
            self.patch_size, self.patch_stride, self.patch_padding, strict=True
        ):
            sides = (
                (sides[0] + 2 * pad - k) // stride + 1,
                (sides[1] + 2 * pad - k) // stride + 1,
            )
        return sides

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Of files of its authors' own code."""
        for name, key in (
            ("visual_temporal_embedding", "max_temporal_embeddings"),
            ("image_pos_embed", "max_pos_embeddings"),
        ):
            own = data.pop(name, None)
            if isinstance(own, Mapping) and key in own:
                data[key.replace("max_pos_", "max_position_")] = own[key]
        for name in ("enable_checkpoint", "image_feature_source"):
            data.pop(name, None)
        if data.get("model_type") == "davit":
            data["model_type"] = cls.model_type
        return super()._migrate(data)


class Florence2Config(VisionLanguageConfig):
    """The image encoder's config and that of an encoder and decoder of texts."""

    model_type = "florence2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Florence2VisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"text_config": {"model_type": "bart"}}

    image_token_id: int = 51289
    is_encoder_decoder: bool = True
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        text = self.text_config
        if not getattr(text, "is_encoder_decoder", False):
            self._refuse("text_config", "the config of an encoder and a decoder, such as bart's")
        if self.vision_config.projection_dim != text.d_model:
            self.vision_config._refuse("projection_dim", f"text_config.d_model={text.d_model}")

    @property
    def d_model(self) -> int:
        """The size of hidden states."""
        return self.text_config.d_model

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if isinstance(data.get("text_config"), Mapping):
            given = dict(data["text_config"])
            if given.get("model_type") == "florence2_language":  # its authors' own code
                given["model_type"] = "bart"
            data["text_config"] = given
        return super()._migrate(data)
