"""VideoMAE (Tong et al., 2022, arXiv:2203.12602)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._vit import VisionTransformerConfig


class VideoMAEConfig(VisionTransformerConfig):
    """Sizes and options of VideoMAE. The defaults are MCG-NJU/videomae-base."""

    model_type = "videomae"
    attribute_map: ClassVar[dict[str, str]] = {
        "qkv_bias": "qv_bias"
    }  # the older name; keys never had one

    intermediate_size: int = 3072
    num_frames: int = 16
    tubelet_size: int = 2  # frames that one patch covers
    qv_bias: bool = True
    use_mean_pooling: bool = True  # classify by the mean of all patches instead of the first
    decoder_num_attention_heads: int = 6
    decoder_hidden_size: int = 384
    decoder_num_hidden_layers: int = 4
    decoder_intermediate_size: int = 1536
    norm_pix_loss: bool = True  # learn pixels normalised within each patch

    def _complete(self) -> None:
        super()._complete()
        if self.decoder_hidden_size % self.decoder_num_attention_heads:
            self._refuse(
                "decoder_num_attention_heads",
                f"a divisor of decoder_hidden_size={self.decoder_hidden_size}",
            )
