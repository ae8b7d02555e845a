"""DINOv2 (Oquab et al., 2023, arXiv:2304.07193)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size, VisionTransformerConfig


class Dinov2Config(VisionTransformerConfig, BackboneConfig):
    """Sizes and options of DINOv2. The defaults are facebook/dinov2-base at 224 pixels."""

    model_type = "dinov2"

    mlp_ratio: float = 4  # the width of the feed-forward, in hidden sizes
    layer_norm_eps: float = 1e-6
    patch_size: Size = 14
    qkv_bias: bool = True
    layerscale_value: float = 1.0
    drop_path_rate: float = 0.0
    use_swiglu_ffn: bool = False
    use_mask_token: bool = True
    # Of a backbone's feature maps: normalised, and images rather than tokens [b t d].
    apply_layernorm: bool = True
    reshape_hidden_states: bool = True

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, self.num_hidden_layers + 1))]
