"""Pixio (Yang et al., 2025, arXiv:2512.15715)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size, VisionTransformerConfig


class PixioConfig(VisionTransformerConfig, BackboneConfig):
    """Sizes and options of Pixio. The defaults are facebook/pixio-vith16."""

    model_type = "pixio"

    hidden_size: int = 1280
    num_hidden_layers: int = 32
    num_attention_heads: int = 16
    mlp_ratio: float = 4  # the width of the feed-forward part, in hidden sizes
    layer_norm_eps: float = 1e-6
    image_size: Size = 256
    qkv_bias: bool = True
    drop_path_rate: float = 0.0
    n_cls_tokens: int = 8
    # Of a backbone's feature maps: normalised, and images rather than tokens [b t d].
    apply_layernorm: bool = True
    reshape_hidden_states: bool = True

    @property
    def intermediate_size(self) -> int:
        """Width of the feed-forward part."""
        return int(self.hidden_size * self.mlp_ratio)

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, self.num_hidden_layers + 1))]
