"""DINOv3's ViT (Siméoni et al., 2025, arXiv:2508.10104)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size


class DINOv3ViTConfig(BackboneConfig):
    """Sizes and options of DINOv3's ViT. The defaults are facebook/dinov3-vits16 without
    registers."""

    model_type = "dinov3_vit"

    patch_size: Size = 16
    hidden_size: int = 384
    intermediate_size: int = 1536
    num_hidden_layers: int = 12
    num_attention_heads: int = 6
    hidden_act: str = "gelu"
    attention_dropout: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    rope_theta: float = 100.0
    image_size: Size = 224
    num_channels: int = 3
    query_bias: bool = True
    key_bias: bool = False
    value_bias: bool = True
    proj_bias: bool = True
    mlp_bias: bool = True
    layerscale_value: float = 1.0
    drop_path_rate: float = 0.0
    use_gated_mlp: bool = False
    num_register_tokens: int = 0
    # In training, coordinates of patches are shifted, stretched per axis, and stretched together.
    pos_embed_shift: float | None = None
    pos_embed_jitter: float | None = None
    pos_embed_rescale: float | None = 2.0
    # Of a backbone's feature maps: normalised, and images rather than tokens [b n d].
    apply_layernorm: bool = True
    reshape_hidden_states: bool = True
    return_class_token: bool = False  # beside each feature map

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, self.num_hidden_layers + 1))]

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.hidden_size // self.num_attention_heads % 4:
            self._refuse("hidden_size", "heads of a multiple of 4: two coordinates turn pairs")
        for field in ("image_size", "patch_size"):
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "a number, or (height, width)")
        for field in ("pos_embed_jitter", "pos_embed_rescale"):
            if getattr(self, field) is not None and getattr(self, field) <= 0:
                self._refuse(field, "more than 0, or None")
