"""ViT-MSN (Assran et al., 2022, arXiv:2204.07141)."""

from __future__ import annotations

from auto_core.configs._vit import VisionTransformerConfig


class ViTMSNConfig(VisionTransformerConfig):
    """Sizes and options of ViT-MSN. The defaults are facebook/vit-msn-base."""

    model_type = "vit_msn"

    intermediate_size: int = 3072
    qkv_bias: bool = True
    layer_norm_eps: float = 1e-6
