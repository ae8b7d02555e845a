"""Ovis2 (Lu et al., 2025, arXiv:2405.20797)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.aimv2 import Aimv2TowerConfig


class Ovis2VisionConfig(Aimv2TowerConfig):
    """The image encoder, AIMv2's with a head of visual tokens."""

    model_type = "ovis2_vision"
    base_config_key = "vision_config"

    hidden_size: int = 1024
    intermediate_size: int = 2816
    num_hidden_layers: int = 24
    num_attention_heads: int = 8
    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 14
    vocab_size: int = 16384  # visual tokens, the indicators of images among them
    hidden_stride: int = 1  # so many patches, down and across, become one token
    num_visual_indicator_tokens: int = 5
    tokenize_function: str = "softmax"  # or "st_argmax"

    def _complete(self) -> None:
        super()._complete()
        if self.tokenize_function not in ("softmax", "st_argmax"):
            self._refuse("tokenize_function", "'softmax' or 'st_argmax', which are not random")
        side = self.image_size // self.patch_size
        if self.hidden_stride < 1 or side % self.hidden_stride:
            self._refuse("hidden_stride", f"a divisor of the patches on a side, {side}")
        if not 0 <= self.num_visual_indicator_tokens < self.vocab_size:
            self._refuse("num_visual_indicator_tokens", f"less than vocab_size={self.vocab_size}")

    @property
    def vectors(self) -> int:
        """How many visual tokens an image becomes."""
        return (self.image_size // self.patch_size // self.hidden_stride) ** 2


class Ovis2Config(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them."""

    model_type = "ovis2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Ovis2VisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"text_config": {"model_type": "qwen2"}}

    image_token_id: int = 151665
    visual_indicator_token_ids: list[int] | tuple[int, ...] = (
        *(151666, 151667, 151668, 151669, 151670),
    )
    vocab_size: int = 151643
    hidden_size: int = 1536
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        known = self.vision_config.num_visual_indicator_tokens
        if len(self.visual_indicator_token_ids) > known:
            self._refuse("visual_indicator_token_ids", f"at most {known} ids")
