"""DAB-DETR (Liu et al., 2022, arXiv:2201.12329)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.configs._detection import MatchingConfig


class DabDetrConfig(WithBackboneConfig, MatchingConfig):
    """Sizes and options of DAB-DETR. The defaults are IDEA-Research/dab-detr-resnet-50."""

    model_type = "dab-detr"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "encoder_attention_heads",
        "num_hidden_layers": "encoder_layers",
        "initializer_range": "init_std",
    }
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "resnet",
        "out_features": ["stage4"],
    }
    timm_by_default = True

    num_channels: int = 3
    num_queries: int = 300
    encoder_layers: int = 6
    encoder_ffn_dim: int = 2048
    encoder_attention_heads: int = 8
    decoder_layers: int = 6
    decoder_ffn_dim: int = 2048
    decoder_attention_heads: int = 8
    is_encoder_decoder: bool = True
    activation_function: str = "prelu"
    hidden_size: int = 256
    dropout: float = 0.1
    attention_dropout: float = 0.0
    activation_dropout: float = 0.0
    init_std: float = 0.02
    init_xavier_std: float = 1.0
    dilation: bool | None = False  # of the last stage of a backbone of timm
    class_cost: float = 2
    cls_loss_coefficient: float = 2  # not used, as upstream
    focal_alpha: float = 0.25
    temperature_height: int | float = 20
    temperature_width: int | float = 20
    query_dim: int = 4
    random_refpoints_xy: bool = False  # of weights that are fresh; files have their own
    keep_query_pos: bool = False  # in every layer of the decoder, not only the first
    num_patterns: int = 0  # learned contents of queries; each box is a query with each of them
    normalize_before: bool = False  # a norm after the encoder
    sine_position_embedding_scale: float | None = None  # 2 pi by default
    initializer_bias_prior_prob: float | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.query_dim != 4:
            self._refuse("query_dim", "4: the numbers of a box")
        if self.hidden_size % 4:
            self._refuse("hidden_size", "a multiple of 4: sinusoids of rows and columns")
        for field in ("encoder_attention_heads", "decoder_attention_heads"):
            if self.hidden_size % getattr(self, field):
                self._refuse(field, f"a divisor of hidden_size={self.hidden_size}")
        if self.num_patterns < 0:
            self._refuse("num_patterns", "0 or more")
        if not self.tie_word_embeddings:
            self._refuse(
                "tie_word_embeddings", "True: the decoder's predictor of boxes is the head's"
            )
