"""MaskFormer (Cheng et al., 2021, arXiv:2107.06278)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._masks import MaskClassificationConfig
from auto_core.configs.detr import DetrTransformerConfig

STAGES = ("stage1", "stage2", "stage3", "stage4")


class MaskFormerConfig(MaskClassificationConfig):
    """Sizes and options of MaskFormer. The defaults are facebook/maskformer-swin-base-ade.

    `decoder_config` is that of DETR's transformer, whose decoder is used. A backbone of the type
    "swin" is made one of the type "maskformer-swin", whose checkpoints have other names.
    """

    model_type = "maskformer"
    attribute_map: ClassVar[dict[str, str]] = {"initializer_range": "init_std"}
    sub_configs: ClassVar[dict[str, Any]] = {
        "backbone_config": "auto",
        "decoder_config": DetrTransformerConfig,
    }
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "maskformer-swin",
        "depths": [2, 2, 18, 2],
        "drop_path_rate": 0.3,
        "image_size": 384,
        "embed_dim": 128,
        "num_heads": [4, 8, 16, 32],
        "window_size": 12,
        "out_features": list(STAGES),
    }

    fpn_feature_size: int = 256
    decoder_config: Any = None
    use_auxiliary_loss: bool = False
    dice_weight: float = 1.0
    cross_entropy_weight: float = 1.0
    mask_weight: float = 20.0

    # These follow from decoder_config.
    num_attention_heads: int | None = None
    num_hidden_layers: int | None = None

    def _complete(self) -> None:
        backbone = self.backbone_config
        if isinstance(backbone, PreTrainedConfig):
            backbone = backbone.to_dict()
        if isinstance(backbone, Mapping) and backbone.get("model_type") == "swin":
            kept = {key: value for key, value in backbone.items() if key != "out_indices"}
            named = {"model_type": "maskformer-swin", "out_features": list(STAGES)}
            self.backbone_config = kept | named
        if self.decoder_config is None:
            self.decoder_config = DetrTransformerConfig()
        super()._complete()
        decoder = self.decoder_config
        if decoder.model_type != "detr":
            self._refuse("decoder_config", "one of the model type 'detr'")
        self.num_attention_heads = decoder.encoder_attention_heads
        self.num_hidden_layers = decoder.encoder_layers
