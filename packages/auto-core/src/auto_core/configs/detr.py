"""DETR (Carion et al., 2020, arXiv:2005.12872)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.configs._detection import MatchingConfig


class DetrTransformerConfig(MatchingConfig):
    """Sizes and options of DETR's transformer, whatever it reads."""

    model_type = "detr"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "d_model",
        "num_attention_heads": "encoder_attention_heads",
        "num_hidden_layers": "encoder_layers",
        "initializer_range": "init_std",
    }

    num_channels: int = 3
    num_queries: int = 100
    encoder_layers: int = 6
    encoder_ffn_dim: int = 2048
    encoder_attention_heads: int = 8
    decoder_layers: int = 6
    decoder_ffn_dim: int = 2048
    decoder_attention_heads: int = 8
    encoder_layerdrop: float = 0.0
    decoder_layerdrop: float = 0.0
    is_encoder_decoder: bool = True
    activation_function: str = "relu"
    d_model: int = 256
    dropout: float = 0.1
    attention_dropout: float = 0.0
    activation_dropout: float = 0.0
    init_std: float = 0.02
    init_xavier_std: float = 1.0
    position_embedding_type: str = "sine"
    dilation: bool | None = False  # of the last stage of a backbone of timm; of others null

    def _complete(self) -> None:
        super()._complete()
        if self.position_embedding_type not in ("sine", "learned"):
            self._refuse("position_embedding_type", "'sine' or 'learned'")
        for field in ("encoder_attention_heads", "decoder_attention_heads"):
            if self.d_model % getattr(self, field):
                self._refuse(field, f"a divisor of d_model={self.d_model}")


class DetrConfig(WithBackboneConfig, DetrTransformerConfig):
    """Sizes and options of DETR. The defaults are facebook/detr-resnet-50."""

    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "resnet",
        "out_features": ["stage4"],
    }
    timm_by_default = True
