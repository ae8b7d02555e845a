"""PP-DocLayoutV3, of PaddleOCR."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.rt_detr import RTDetrConfig


class PPDocLayoutV3Config(RTDetrConfig):
    """RT-DETR's sizes and options, and those of masks and of the order of reading. The defaults
    are PaddlePaddle/PP-DocLayoutV3_safetensors, but for its backbone."""

    model_type = "pp_doclayout_v3"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "hgnet_v2",
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
    }

    label_noise_ratio: float = 0.4
    box_noise_scale: float = 0.4
    mask_feature_channels: list[int] | tuple[int, ...] = (64, 64)  # within and after the pyramid
    x4_feat_dim: int = 128  # channels of the backbone's finest map, which masks alone use
    num_prototypes: int = 32  # channels that masks are weighted sums of
    mask_enhanced: bool = True  # queries start with the boxes around their masks
    global_pointer_head_size: int = 64
    gp_dropout_value: float = 0.1

    def _complete(self) -> None:
        super()._complete()
        maps, backbone = len(self.encoder_in_channels), self.backbone_config.out_features
        if len(backbone) != maps + 1:
            self._refuse(
                "encoder_in_channels", f"one for each of the backbone's maps {backbone[1:]}"
            )
        if len(self.feat_strides) != maps:
            self._refuse("feat_strides", f"one for each of {maps} maps")
        if len(self.mask_feature_channels) != 2:
            self._refuse("mask_feature_channels", "two numbers")
        for field in ("num_prototypes", "global_pointer_head_size", "x4_feat_dim"):
            if getattr(self, field) < 1:
                self._refuse(field, "1 or more")
