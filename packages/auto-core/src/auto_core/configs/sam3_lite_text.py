"""SAM 3 with a small text encoder (Zeng et al., 2025, arXiv:2511.15833), and that encoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.sam3 import (
    Sam3Config,
    Sam3DETRDecoderConfig,
    Sam3DETREncoderConfig,
    Sam3GeometryEncoderConfig,
    Sam3MaskDecoderConfig,
)


class Sam3LiteTextGeometryEncoderConfig(Sam3GeometryEncoderConfig):
    """What turns boxes into vectors."""

    model_type = "sam3_lite_text_geometry_encoder"


class Sam3LiteTextDETREncoderConfig(Sam3DETREncoderConfig):
    """What lets the image attend to prompts."""

    model_type = "sam3_lite_text_detr_encoder"


class Sam3LiteTextDETRDecoderConfig(Sam3DETRDecoderConfig):
    """What turns queries into boxes."""

    model_type = "sam3_lite_text_detr_decoder"


class Sam3LiteTextMaskDecoderConfig(Sam3MaskDecoderConfig):
    """What makes masks of queries."""

    model_type = "sam3_lite_text_mask_decoder"


class Sam3LiteTextTextConfig(PreTrainedConfig):
    """MobileCLIP's text encoder. The defaults are yonigozlan/sam3-litetext-s0."""

    model_type = "sam3_lite_text_text_model"
    base_config_key = "text_config"

    vocab_size: int = 49408
    hidden_size: int = 512
    intermediate_size: int = 2048
    projection_dim: int = 512
    num_hidden_layers: int = 12
    num_attention_heads: int = 8
    max_position_embeddings: int = 77
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-5
    attention_dropout: float = 0.0
    initializer_range: float = 0.02
    use_repmixer_blocks: bool = True  # convolutions as the first and the last layer
    layer_scale_init_value: float = 1e-5
    repmixer_kernel_size: int = 11

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.repmixer_kernel_size < 1 or not self.repmixer_kernel_size % 2:
            self._refuse("repmixer_kernel_size", "an odd number")


class Sam3LiteTextConfig(Sam3Config):
    """All parts. The defaults are yonigozlan/sam3-litetext-s0."""

    model_type = "sam3_lite_text"
    base_config_key = ""
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": "auto",
        "text_config": Sam3LiteTextTextConfig,
        "geometry_encoder_config": Sam3LiteTextGeometryEncoderConfig,
        "detr_encoder_config": Sam3LiteTextDETREncoderConfig,
        "detr_decoder_config": Sam3LiteTextDETRDecoderConfig,
        "mask_decoder_config": Sam3LiteTextMaskDecoderConfig,
    }

    def _complete(self) -> None:
        if self.text_config is None:
            self.text_config = {}
        super()._complete()
