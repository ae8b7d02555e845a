"""ViTDet (Li et al., 2022, arXiv:2203.16527)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size, pair


class VitDetConfig(BackboneConfig):
    """Sizes and options of ViTDet, those of a ViT-B of 224 pixels by default."""

    model_type = "vitdet"

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    mlp_ratio: float = 4
    hidden_act: str = "gelu"
    dropout_prob: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-6
    image_size: Size = 224
    pretrain_image_size: Size = 224
    patch_size: Size = 16
    num_channels: int = 3
    qkv_bias: bool = True
    drop_path_rate: float = 0.0
    window_block_indices: list[int] | tuple[int, ...] = ()
    residual_block_indices: list[int] | tuple[int, ...] = ()
    use_absolute_position_embeddings: bool = True
    use_relative_position_embeddings: bool = False
    window_size: int = 0  # 0: none, whatever window_block_indices

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, self.num_hidden_layers + 1))]

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for field in ("image_size", "pretrain_image_size", "patch_size"):
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "a number, or (height, width)")
        sides = zip(pair(self.pretrain_image_size), pair(self.patch_size), strict=True)
        rows, columns = (side // patch for side, patch in sides)
        if self.use_absolute_position_embeddings and rows != columns:
            self._refuse("pretrain_image_size", "as many rows of patches as columns")
