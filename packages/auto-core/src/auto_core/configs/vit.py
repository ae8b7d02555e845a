"""ViT (Dosovitskiy et al., 2020, arXiv:2010.11929)."""

from __future__ import annotations

from auto_core.configs._vit import VisionTransformerConfig


class ViTConfig(VisionTransformerConfig):
    """Sizes and options of ViT. The defaults are google/vit-base-patch16-224."""

    model_type = "vit"

    intermediate_size: int = 3072
    qkv_bias: bool = True
    encoder_stride: int = 16  # pixels per patch that masked image modelling paints
    pooler_output_size: int | None = None  # hidden_size, if None
    pooler_act: str = "tanh"

    def _complete(self) -> None:
        super()._complete()
        self.pooler_output_size = self.pooler_output_size or self.hidden_size
