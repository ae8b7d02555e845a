"""The ViT of LW-DETR (Chen et al., 2024, arXiv:2406.03459)."""

from __future__ import annotations

import math

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size, pair


class LwDetrViTConfig(BackboneConfig):
    """Sizes and options of LW-DETR's backbone. The defaults are AnnaZhang/lwdetr_small_60e_coco's
    class."""

    model_type = "lw_detr_vit"

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    mlp_ratio: int = 4
    hidden_act: str = "gelu"
    dropout_prob: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-6
    image_size: Size = 256
    pretrain_image_size: Size = 224  # of the images that positions are those of
    patch_size: Size = 16
    num_channels: int = 3
    qkv_bias: bool = True
    window_block_indices: list[int] | tuple[int, ...] = ()  # of layers that attend within windows
    use_absolute_position_embeddings: bool = True
    cae_init_values: float = 0.1
    num_windows: int = 16
    num_windows_side: int | None = None  # which follows from their number

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, self.num_hidden_layers + 1))]

    def _complete(self) -> None:
        super()._complete()
        if self.num_windows < 1 or math.isqrt(self.num_windows) ** 2 != self.num_windows:
            self._refuse("num_windows", "the square of a number: there are as many down as across")
        side = math.isqrt(self.num_windows)
        if self.num_windows_side not in (None, side):
            self._refuse("num_windows_side", f"{side}, the root of num_windows={self.num_windows}")
        for field in ("image_size", "pretrain_image_size", "patch_size"):
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "a number, or (height, width)")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if not self.use_absolute_position_embeddings:
            self._refuse("use_absolute_position_embeddings", "True, as upstream builds no other")
        image, patch = pair(self.pretrain_image_size), pair(self.patch_size)
        if image[0] // patch[0] != image[1] // patch[1]:
            self._refuse("pretrain_image_size", "as many patches down as across")
