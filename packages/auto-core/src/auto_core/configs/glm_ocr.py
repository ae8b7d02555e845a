"""GLM-OCR (Z.ai, 2026), its vision encoder and its language model."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs.glm4v import Glm4vConfig, Glm4vVisionConfig


class GlmOcrVisionConfig(Glm4vVisionConfig):
    """The vision encoder. The defaults are GLM-OCR's. It has no learned positions: `image_size` is
    in files alone."""

    model_type = "glm_ocr_vision"

    hidden_size: int = 1024
    attention_bias: bool = True
    num_heads: int = 16
    out_hidden_size: int = 1536
    intermediate_size: int = 4096


class GlmOcrTextConfig(MultimodalRotaryConfig, RotaryDecoderConfig):
    """The language model. The defaults are GLM-OCR's."""

    model_type = "glm_ocr_text"
    base_config_key = "text_config"
    default_sections: ClassVar[tuple[int, ...]] = (8, 12, 12)

    vocab_size: int = 59392
    hidden_size: int = 1024
    intermediate_size: int = 4096
    num_hidden_layers: int = 16
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None


class GlmOcrConfig(Glm4vConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "glm_ocr"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": GlmOcrVisionConfig,
        "text_config": GlmOcrTextConfig,
    }

    image_token_id: int = 59280
    video_token_id: int = 59281
    image_start_token_id: int = 59256
    image_end_token_id: int = 59257
    video_start_token_id: int = 59258
    video_end_token_id: int = 59259
