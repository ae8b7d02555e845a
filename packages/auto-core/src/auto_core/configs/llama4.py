"""Llama 4 with images (Meta, 2025), its image encoder and its language model."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import RoutedVisionLanguageConfig
from auto_core.configs.llama4_text import Llama4TextConfig


class Llama4VisionConfig(PreTrainedConfig):
    """The image encoder. The defaults are upstream's, whose sizes do not fit each other."""

    model_type = "llama4_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 768
    num_hidden_layers: int = 34
    num_attention_heads: int = 16
    num_channels: int = 3
    image_size: int = 448
    patch_size: int = 14
    intermediate_size: int = 5632  # of the feed-forward part, and of a square of patches
    pixel_shuffle_ratio: float = 0.5  # one over the side of such a square
    projector_input_dim: int = 4096
    projector_output_dim: int = 4096
    vision_output_dim: int = 7680  # of the vectors that the language model is given
    projector_dropout: float = 0.0
    attention_dropout: float = 0.0
    initializer_range: float = 0.02
    rope_parameters: dict[str, Any] | None = None
    # Which nothing reads, upstream neither:
    hidden_act: str = "gelu"
    norm_eps: float = 1e-5
    vision_feature_select_strategy: str = "default"
    multi_modal_projector_bias: bool = False

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        theta = data.pop("rope_theta", None)
        if theta is not None and not data.get("rope_parameters"):
            data["rope_parameters"] = {"rope_theta": theta}
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        rope = {"rope_theta": 10000.0, "rope_type": "default", **(self.rope_parameters or {})}
        rope.pop("type", None)
        theta = rope["rope_theta"]
        if rope["rope_type"] != "default" or not isinstance(theta, int | float) or theta <= 0:
            self._refuse("rope_parameters", "the rope_type 'default', and a rope_theta above 0")
        self.rope_parameters = rope
        heads = self.num_attention_heads
        if self.hidden_size % heads or (self.hidden_size // heads) % 4:
            self._refuse(
                "num_attention_heads",
                f"a number that divides {self.hidden_size} into heads of a multiple of 4",
            )
        if not 1 <= self.patch_size <= self.image_size:
            self._refuse("patch_size", f"1 to image_size={self.image_size}")
        ratio = self.pixel_shuffle_ratio
        if not 0 < ratio <= 1 or ratio * self.scale != 1 or self.side % self.scale:
            self._refuse(
                "pixel_shuffle_ratio", f"one over a number that divides {self.side} patches"
            )

    @property
    def rope_theta(self) -> float:
        """The base of the rotation's frequencies."""
        return (self.rope_parameters or {})["rope_theta"]

    @property
    def side(self) -> int:
        """How many patches an image has, down and across."""
        return self.image_size // self.patch_size

    @property
    def scale(self) -> int:
        """So many patches, down and across, become one vector."""
        ratio = self.pixel_shuffle_ratio
        return round(1 / ratio) if ratio > 0 else 0

    def check_sizes(self) -> None:
        """Refuse sizes of which one layer does not take what the layer before gives."""
        for name, expected in (
            ("intermediate_size", self.hidden_size * self.scale**2),
            ("projector_output_dim", self.projector_input_dim),
        ):
            if getattr(self, name) != expected:
                self._refuse(name, f"{expected}, the size of what that layer is given")


class Llama4Config(RoutedVisionLanguageConfig):
    """Both of them, and the token at which images stand."""

    model_type = "llama4"
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "boi_token_id": "boi_token_index",
        "eoi_token_id": "eoi_token_index",
    }
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Llama4VisionConfig,
        "text_config": Llama4TextConfig,
    }

    boi_token_index: int = 200080
    eoi_token_index: int = 200081
    image_token_index: int = 200092
    tie_word_embeddings: bool = False  # what the language model ties, its own config says
