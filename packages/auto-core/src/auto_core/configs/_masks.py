"""The fields of configs whose models find masks and their classes."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class MaskClassificationConfig(WithBackboneConfig):
    """Sizes and weights that MaskFormer and Mask2Former have in common."""

    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "swin",
        "depths": [2, 2, 18, 2],
        "drop_path_rate": 0.3,
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
    }

    mask_feature_size: int = 256
    no_object_weight: float = 0.1
    init_std: float = 0.02
    init_xavier_std: float = 1.0
    output_auxiliary_logits: bool | None = None
