"""PP-DocLayoutV2, of PaddleOCR."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.rt_detr import RTDetrConfig

PAGE = 1000  # coordinates are thousandths of it


class PPDocLayoutV2ReadingOrderConfig(PreTrainedConfig):
    """Sizes and options of what puts the parts of a page in order."""

    model_type = ""

    vocab_size: int = 4  # the four tokens below
    hidden_size: int = 512
    num_hidden_layers: int = 6
    num_attention_heads: int = 8
    intermediate_size: int = 2048
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    layer_norm_eps: float = 1e-5
    initializer_range: float = 0.01
    type_vocab_size: int = 1
    max_position_embeddings: int = 514
    max_2d_position_embeddings: int = 1024  # one more than the largest coordinate
    coordinate_size: int = 171
    shape_size: int = 170
    start_token_id: int = 0
    pad_token_id: int | None = 1
    end_token_id: int = 2
    pred_token_id: int = 3  # of each part
    num_classes: int = 20  # that the order depends on
    has_relative_attention_bias: bool = False
    has_spatial_attention_bias: bool = True
    rel_pos_bins: int = 32  # kept for files: no part has these
    max_rel_pos: int = 128
    rel_2d_pos_bins: int = 64
    max_rel_2d_pos: int = 256
    relation_bias_embed_dim: int = 16
    relation_bias_theta: float = 10000
    relation_bias_scale: float = 100
    global_pointer_head_size: int = 64
    gp_dropout_value: float = 0.0

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.has_relative_attention_bias:
            self._refuse("has_relative_attention_bias", "False: upstream gives it no positions")
        if self.max_2d_position_embeddings <= PAGE:
            self._refuse("max_2d_position_embeddings", f"more than {PAGE}")
        if self.relation_bias_embed_dim % 2 or self.relation_bias_embed_dim < 2:
            self._refuse("relation_bias_embed_dim", "an even number from 2 on")
        for field in ("start_token_id", "pad_token_id", "end_token_id", "pred_token_id"):
            token = getattr(self, field)
            if token is None or not 0 <= token < self.vocab_size:
                self._refuse(field, f"a token of {self.vocab_size}")


class PPDocLayoutV2Config(RTDetrConfig):
    """RT-DETR's sizes and options, and those of the order of reading. The defaults are
    PaddlePaddle/PP-DocLayoutV2_safetensors, but for its backbone."""

    model_type = "pp_doclayout_v2"
    sub_configs: ClassVar[dict[str, Any]] = {
        **RTDetrConfig.sub_configs,
        "reading_order_config": PPDocLayoutV2ReadingOrderConfig,
    }
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "hgnet_v2",
        "out_features": ["stage2", "stage3", "stage4"],
    }

    class_thresholds: list[float] | tuple[float, ...] | None = None  # from which parts count
    class_order: list[int] | tuple[int, ...] | None = None  # the order's class of each class
    reading_order_config: Any = None

    def _complete(self) -> None:
        super()._complete()
        if self.reading_order_config is None:
            self.reading_order_config = PPDocLayoutV2ReadingOrderConfig()
        labels, classes = self.num_labels, self.reading_order_config.num_classes
        for field in ("class_thresholds", "class_order"):
            given = getattr(self, field)
            if given is not None and len(given) != labels:
                self._refuse(field, f"one for each of {labels} classes")
        if any(not 0 <= index < classes for index in self.class_order or ()):
            self._refuse("class_order", f"indices of {classes} classes")
        positions = self.reading_order_config.max_position_embeddings
        pad = self.reading_order_config.pad_token_id
        if self.num_queries + 3 + pad > positions:
            self._refuse(
                "num_queries", f"{positions - 3 - pad} at most: so many positions are left"
            )
