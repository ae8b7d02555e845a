"""I-JEPA (Assran et al., 2023, arXiv:2301.08243)."""

from __future__ import annotations

from auto_core.configs.vit import ViTConfig


class IJepaConfig(ViTConfig):
    """ViT's sizes and options. The defaults are smaller than facebook/ijepa_vith14_1k."""

    model_type = "ijepa"
