"""Conditional DETR (Meng et al., 2021, arXiv:2108.06152)."""

from __future__ import annotations

from auto_core.configs.detr import DetrConfig


class ConditionalDetrConfig(DetrConfig):
    """Sizes and options of Conditional DETR. The defaults are those of
    microsoft/conditional-detr-resnet-50."""

    model_type = "conditional_detr"

    num_queries: int = 300
    class_cost: float = 2
    cls_loss_coefficient: float = 2  # not used, as upstream
    focal_alpha: float = 0.25
