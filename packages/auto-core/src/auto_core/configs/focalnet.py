"""FocalNet (Yang et al., 2022, arXiv:2203.11926)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size


class FocalNetConfig(BackboneConfig):
    """Sizes and options of FocalNet. The defaults are microsoft/focalnet-tiny."""

    model_type = "focalnet"

    image_size: Size = 224
    patch_size: int = 4
    num_channels: int = 3
    embed_dim: int = 96  # of the first stage; each later one has twice as many channels
    use_conv_embed: bool = False  # overlapping patches
    # Of a backbone's maps, which are those after downsampling.
    hidden_sizes: list[int] | tuple[int, ...] = (192, 384, 768, 768)
    depths: list[int] | tuple[int, ...] = (2, 2, 6, 2)
    focal_levels: list[int] | tuple[int, ...] = (2, 2, 2, 2)  # convolutions, ever wider
    focal_windows: list[int] | tuple[int, ...] = (3, 3, 3, 3)  # the first one's width
    hidden_act: str = "gelu"
    mlp_ratio: float = 4.0
    hidden_dropout_prob: float = 0.0
    drop_path_rate: float = 0.1  # of the last block; it rises evenly from 0
    use_layerscale: bool = False
    layerscale_value: float = 1e-4
    use_post_layernorm: bool = False  # norms after each part instead of before
    use_post_layernorm_in_modulation: bool = False
    normalize_modulator: bool = False  # divide the context by the number of levels
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    encoder_stride: int = 32  # pixels per patch of the last stage, for the masked head

    def _complete(self) -> None:
        super()._complete()
        for field in ("focal_levels", "focal_windows"):
            if len(getattr(self, field)) != len(self.depths):
                self._refuse(field, f"one for each of depths={list(self.depths)}")
        if any(window % 2 == 0 for window in self.focal_windows):
            self._refuse("focal_windows", "odd numbers")

    @property
    def hidden_size(self) -> int:
        """Channels of the last stage."""
        return self.embed_dim * 2 ** (len(self.depths) - 1)
