"""Swin2SR (Conde et al., 2022, arXiv:2209.11345)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size, pair

UPSAMPLERS = ("pixelshuffle", "pixelshuffle_aux", "pixelshuffledirect", "nearest+conv")


class Swin2SRConfig(PreTrainedConfig):
    """Sizes and options of Swin2SR. The defaults are caidas/swin2SR-classical-sr-x2-64."""

    model_type = "swin2sr"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "embed_dim",
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers",
    }

    image_size: Size = 64  # of the training images: no window is larger
    patch_size: Size = 1
    num_channels: int = 3
    num_channels_out: int | None = None  # num_channels, if None
    embed_dim: int = 180
    depths: list[int] | tuple[int, ...] = (6, 6, 6, 6, 6, 6)
    num_heads: list[int] | tuple[int, ...] = (6, 6, 6, 6, 6, 6)
    window_size: int = 8
    mlp_ratio: float = 2.0
    qkv_bias: bool = True
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    drop_path_rate: float = 0.1  # upstream's blocks do not drop their paths either
    hidden_act: str = "gelu"
    use_absolute_embeddings: bool = False
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    upscale: int = 2  # 1: an image of the same size, repaired
    img_range: float = 1.0
    resi_connection: str = "1conv"  # or "3conv", of a quarter of the channels between
    upsampler: str | None = "pixelshuffle"  # None: what is found is added to the image
    num_layers: int | None = None  # the number of depths

    def _complete(self) -> None:
        super()._complete()
        self.num_layers = len(self.depths)
        if self.num_channels_out is None:
            self.num_channels_out = self.num_channels
        if len(self.num_heads) != len(self.depths):
            self._refuse("num_heads", f"one for each of depths={list(self.depths)}")
        if any(self.embed_dim % heads for heads in self.num_heads):
            self._refuse("num_heads", f"divisors of embed_dim={self.embed_dim}")
        if pair(self.patch_size) != (1, 1):
            self._refuse("patch_size", "1: every stage works on all pixels")
        if self.use_absolute_embeddings:
            self._refuse("use_absolute_embeddings", "False: their table fits no image")
        if self.resi_connection not in ("1conv", "3conv"):
            self._refuse("resi_connection", "'1conv' or '3conv'")
        if self.upsampler and self.upsampler not in UPSAMPLERS:
            self._refuse("upsampler", f"None or one of {', '.join(map(repr, UPSAMPLERS))}")
        if self.upsampler == "nearest+conv" and self.upscale != 4:
            self._refuse("upscale", "4 with upsampler='nearest+conv'")
        powers = self.upscale > 0 and not self.upscale & (self.upscale - 1)
        shuffles = self.upsampler in ("pixelshuffle", "pixelshuffle_aux")
        if shuffles and not powers and self.upscale != 3:
            self._refuse("upscale", "3 or a power of 2")
