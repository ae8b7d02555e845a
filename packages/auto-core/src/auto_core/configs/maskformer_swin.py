"""Swin as MaskFormer's backbone (Cheng et al., 2021, arXiv:2107.06278)."""

from __future__ import annotations

from auto_core.configs.swin import SwinConfig


class MaskFormerSwinConfig(SwinConfig):
    """Sizes and options of Swin, under the name that MaskFormer's files have for it."""

    model_type = "maskformer-swin"
