"""RF-DETR (Robinson et al., 2025, arXiv:2511.09554)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.configs.lw_detr import LwDetrDecoderConfig


class RfDetrConfig(WithBackboneConfig, LwDetrDecoderConfig):
    """Sizes and options of RF-DETR. The defaults are upstream's, of Roboflow/rf-detr-base's
    class."""

    model_type = "rf_detr"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "rf_detr_dinov2",
        "num_attention_heads": 6,
        "out_features": ["stage2", "stage5", "stage8", "stage11"],
        "hidden_size": 384,
        "num_register_tokens": 0,
        "image_size": 518,
    }

    dropout: float = 0.1
    layer_norm_eps: float = 1e-5
    num_feature_levels: int = 1
    # Of masks: they are compared at some of their pixels.
    mask_loss_coefficient: float = 1
    mask_point_sample_ratio: int = 16
    mask_downsample_ratio: int = 4
    mask_class_loss_coefficient: float = 5.0
    mask_dice_loss_coefficient: float = 5.0
    segmentation_head_activation_function: str = "gelu"
    intermediate_size: int = 1024

    def _complete(self) -> None:
        super()._complete()
        if self.num_feature_levels != 1:
            self._refuse("num_feature_levels", "1: there is one feature map")
        for field in ("mask_point_sample_ratio", "mask_downsample_ratio"):
            if getattr(self, field) < 1:
                self._refuse(field, "1 or more")
        given = self.backbone_config
        kind = given.get("model_type") if isinstance(given, Mapping) else given.model_type
        if kind != "rf_detr_dinov2":
            self._refuse("backbone_config", "of the type 'rf_detr_dinov2'")
