"""RT-DETR's backbone (Zhao et al., 2023, arXiv:2304.08069)."""

from __future__ import annotations

from auto_core.configs.resnet import ResNetConfig


class RTDetrResNetConfig(ResNetConfig):
    """ResNet's sizes and options."""

    model_type = "rt_detr_resnet"
