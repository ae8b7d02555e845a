"""Qwen2-VL (Wang et al., 2024, arXiv:2409.12191), its vision encoder and its language model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen2 import Qwen2Config


def axial_rotation(config: Any, theta: float = 10000.0) -> dict[str, Any]:
    """The `rope_parameters` of a vision encoder, complete.

    Raises:
        ConfigError: they are no axial rotation's.
    """
    rope = {"rope_type": "axial", "rope_theta": theta, **(config.rope_parameters or {})}
    rope.pop("type", None)
    if rope["rope_type"] in ("default", None):
        rope["rope_type"] = "axial"
    if rope["rope_type"] != "axial":
        config._refuse("rope_parameters", "the rope_type 'axial'")
    theta = rope["rope_theta"]
    if not isinstance(theta, int | float) or isinstance(theta, bool) or theta <= 0:
        config._refuse("rope_parameters", "rope_theta to be a number above 0")
    return rope


class PackedVisionConfig(PreTrainedConfig):
    """A vision encoder of packed patches, whose rotation has two axes."""

    base_config_key = "vision_config"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "depth",
    }

    depth: int = 32
    hidden_size: int = 3584
    num_heads: int = 16
    in_channels: int = 3
    patch_size: int = 14
    spatial_merge_size: int = 2  # so many by so many patches become one vector
    temporal_patch_size: int = 2  # frames of a patch
    initializer_range: float = 0.02
    rope_parameters: dict[str, Any] | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("model_type") == cls.model_type.removesuffix("_vision"):
            data["model_type"] = cls.model_type  # what the first files of the whole say
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        self.rope_parameters = axial_rotation(self)
        if self.width % self.num_heads or (self.width // self.num_heads) % 4:
            self._refuse(
                "num_heads", f"a number that divides {self.width} into heads of a multiple of 4"
            )

    @property
    def width(self) -> int:
        """The size of the encoder's own hidden states."""
        return self.hidden_size

    @property
    def rope_theta(self) -> float:
        """The base of the rotation's frequencies."""
        return (self.rope_parameters or {})["rope_theta"]


class Qwen2VLVisionConfig(PackedVisionConfig):
    """The vision encoder. The defaults are Qwen2-VL-7B's."""

    model_type = "qwen2_vl_vision"

    embed_dim: int = 1280  # of its hidden states; hidden_size is the language model's
    hidden_act: str = "quick_gelu"
    mlp_ratio: int = 4

    @property
    def width(self) -> int:
        return self.embed_dim


class Qwen2VLTextConfig(MultimodalRotaryConfig, Qwen2Config):
    """The language model. The defaults are upstream's, near Qwen2-VL-72B."""

    model_type = "qwen2_vl_text"
    base_config_key = "text_config"
    default_theta = 1_000_000.0

    vocab_size: int = 152064
    hidden_size: int = 8192
    intermediate_size: int = 29568
    num_hidden_layers: int = 80
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 8
    rms_norm_eps: float = 1e-5
    max_window_layers: int = 80
    bos_token_id: int | None = 151643
    eos_token_id: int | list[int] | None = 151645


_TOKENS = ("image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id")


class Qwen2VLConfig(VisionLanguageConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "qwen2_vl"
    flat_text = True
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Qwen2VLVisionConfig,
        "text_config": Qwen2VLTextConfig,
    }

    image_token_id: int = 151655
    video_token_id: int = 151656
    vision_start_token_id: int = 151652
    vision_end_token_id: int = 151653
    tie_word_embeddings: bool = False

    @classmethod
    def _nested(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        nested = super()._nested(data)
        text = nested.get("text_config")
        given = text if isinstance(text, Mapping) else {}
        for name in ("tie_word_embeddings", *_TOKENS):  # where transformers 4 may write them
            if given.get(name) and not nested.get(name):
                nested[name] = given[name]
        return nested
