"""Qwen3-VL's mixtures of experts (Bai et al., 2025, arXiv:2511.21631)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._rotary import AttentionBiasConfig
from auto_core.configs._vision_language import RoutedVisionLanguageConfig
from auto_core.configs.qwen2_moe import QwenMoeConfig
from auto_core.configs.qwen3_vl import Qwen3VLConfig, Qwen3VLTextConfig, Qwen3VLVisionConfig


class Qwen3VLMoeVisionConfig(Qwen3VLVisionConfig):
    """The vision encoder, which is Qwen3-VL's."""

    model_type = "qwen3_vl_moe_vision"


class Qwen3VLMoeTextConfig(AttentionBiasConfig, MultimodalRotaryConfig, QwenMoeConfig):
    """The language model. The defaults are upstream's."""

    model_type = "qwen3_vl_moe_text"
    base_config_key = "text_config"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}
    default_theta = Qwen3VLTextConfig.default_theta
    default_sections = Qwen3VLTextConfig.default_sections
    interleaves = Qwen3VLTextConfig.interleaves

    intermediate_size: int = 5632
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 16
    max_position_embeddings: int = 128000
    num_experts_per_tok: int | None = 4
    norm_topk_prob: bool = True
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if not self.norm_topk_prob:  # no version of transformers reads it
            self._refuse("norm_topk_prob", "True")


class Qwen3VLMoeConfig(RoutedVisionLanguageConfig, Qwen3VLConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "qwen3_vl_moe"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Qwen3VLMoeVisionConfig,
        "text_config": Qwen3VLMoeTextConfig,
    }
