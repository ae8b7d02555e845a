"""MobileViT (Mehta and Rastegari, 2021, arXiv:2110.02178)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size


class MobileViTFamilyConfig(PreTrainedConfig):
    """What both versions have."""

    num_channels: int = 3
    image_size: Size = 256
    patch_size: int = 2
    hidden_act: str = "silu"
    conv_kernel_size: int = 3
    output_stride: int = 32
    classifier_dropout_prob: float = 0.1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    aspp_out_channels: int = 256
    atrous_rates: list[int] | tuple[int, ...] = (6, 12, 18)
    aspp_dropout_prob: float = 0.1
    semantic_loss_ignore_index: int = 255

    def _complete(self) -> None:
        super()._complete()
        if len(self.atrous_rates) != 3:
            self._refuse("atrous_rates", "three numbers")
        if self.patch_size < 1:
            self._refuse("patch_size", "1 or more")
        if self.conv_kernel_size % 2 == 0:
            self._refuse("conv_kernel_size", "an odd number")


class MobileViTConfig(MobileViTFamilyConfig):
    """Sizes and options of MobileViT. The defaults are apple/mobilevit-small."""

    model_type = "mobilevit"

    hidden_sizes: list[int] | tuple[int, ...] = (144, 192, 240)
    neck_hidden_sizes: list[int] | tuple[int, ...] = (16, 32, 64, 96, 128, 160, 640)
    num_attention_heads: int = 4
    mlp_ratio: float = 2.0
    expand_ratio: float = 4.0
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.0
    qkv_bias: bool = True

    def _complete(self) -> None:
        super()._complete()
        if len(self.hidden_sizes) != 3:
            self._refuse("hidden_sizes", "three numbers")
        if len(self.neck_hidden_sizes) != 7:
            self._refuse("neck_hidden_sizes", "seven numbers")
        if any(size % self.num_attention_heads for size in self.hidden_sizes):
            sizes = list(self.hidden_sizes)
            self._refuse("num_attention_heads", f"a divisor of each of hidden_sizes={sizes}")
