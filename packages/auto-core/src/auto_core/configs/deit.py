"""DeiT (Touvron et al., 2020, arXiv:2012.12877)."""

from __future__ import annotations

from auto_core.configs.vit import ViTConfig


class DeiTConfig(ViTConfig):
    """ViT's sizes and options. The defaults are facebook/deit-base-distilled-patch16-224."""

    model_type = "deit"
