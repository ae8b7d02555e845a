"""ViT-MAE (He et al., 2021, arXiv:2111.06377)."""

from __future__ import annotations

from auto_core.configs._vit import VisionTransformerConfig


class ViTMAEConfig(VisionTransformerConfig):
    """Sizes and options of a masked autoencoder. The defaults are facebook/vit-mae-base."""

    model_type = "vit_mae"

    intermediate_size: int = 3072
    qkv_bias: bool = True
    decoder_num_attention_heads: int = 16
    decoder_hidden_size: int = 512
    decoder_num_hidden_layers: int = 8
    decoder_intermediate_size: int = 2048
    mask_ratio: float = 0.75  # of the patches
    norm_pix_loss: bool = False  # learn pixels normalised within each patch

    def _complete(self) -> None:
        super()._complete()
        if self.decoder_hidden_size % self.decoder_num_attention_heads:
            self._refuse(
                "decoder_num_attention_heads",
                f"a divisor of decoder_hidden_size={self.decoder_hidden_size}",
            )
        if not 0 <= self.mask_ratio < 1:
            self._refuse("mask_ratio", "a share of the patches, at least 0 and below 1")
