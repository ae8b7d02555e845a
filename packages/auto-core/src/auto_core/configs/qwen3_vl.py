"""Qwen3-VL (Bai et al., 2025, arXiv:2511.21631), its vision encoder and its language model."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen2_vl import PackedVisionConfig


class LocatedVisionConfig(PackedVisionConfig):
    """A vision encoder of packed patches with learned positions, too."""

    depth: int = 27
    hidden_size: int = 1152
    hidden_act: str = "gelu_pytorch_tanh"
    intermediate_size: int = 4304
    patch_size: int = 16
    out_hidden_size: int = 3584  # of the language model
    num_position_embeddings: int = 2304  # of a square of patches

    def _complete(self) -> None:
        super()._complete()
        if math.isqrt(self.num_position_embeddings) ** 2 != self.num_position_embeddings:
            self._refuse("num_position_embeddings", "the number of patches of a square")


class Qwen3VLVisionConfig(LocatedVisionConfig):
    """The vision encoder. The defaults are upstream's."""

    model_type = "qwen3_vl_vision"

    # Layers whose patches are added to the first layers of the language model.
    deepstack_visual_indexes: list[int] = [8, 16, 24]  # noqa: RUF012  (a config copies it)


class Qwen3VLTextConfig(AttentionBiasConfig, MultimodalRotaryConfig, RotaryDecoderConfig):
    """The language model. The defaults are upstream's."""

    model_type = "qwen3_vl_text"
    base_config_key = "text_config"
    default_theta = 500_000.0
    default_sections: ClassVar[tuple[int, ...]] = (24, 20, 20)
    interleaves = True

    vocab_size: int = 151936
    intermediate_size: int = 22016
    num_key_value_heads: int | None = 32
    head_dim: int | None = 128
    max_position_embeddings: int = 128000
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None


class Qwen3VLConfig(VisionLanguageConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "qwen3_vl"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Qwen3VLVisionConfig,
        "text_config": Qwen3VLTextConfig,
    }

    image_token_id: int = 151655
    video_token_id: int = 151656
    vision_start_token_id: int = 151652
    vision_end_token_id: int = 151653
    tie_word_embeddings: bool = False
