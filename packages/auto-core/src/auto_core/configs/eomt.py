"""EoMT (Kerssies et al., 2025, arXiv:2503.19108)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size


class EncoderOnlyMaskConfig(PreTrainedConfig):
    """What EoMT has with either encoder: queries, masks and their losses."""

    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_dropout: float = 0.0
    drop_path_rate: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-6
    image_size: Size = 640
    patch_size: Size = 16
    num_channels: int = 3
    layerscale_value: float = 1.0
    num_register_tokens: int = 4
    num_queries: int = 200
    num_blocks: int = 4  # layers, at the end, that the queries go through too
    num_upscale_blocks: int = 2  # each of which doubles the size of masks
    no_object_weight: float = 0.1
    class_weight: float = 2.0
    mask_weight: float = 5.0
    dice_weight: float = 5.0
    train_num_points: int = 12544  # at which masks are compared
    oversample_ratio: float = 3.0  # so many more points are sampled, to choose uncertain ones from
    importance_sample_ratio: float = 0.75  # the share that is chosen for being uncertain

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for field in ("image_size", "patch_size"):
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "a number, or (height, width)")
        if not 1 <= self.num_blocks <= self.num_hidden_layers:
            self._refuse("num_blocks", f"1 to num_hidden_layers={self.num_hidden_layers}")
        if self.num_queries < 1:
            self._refuse("num_queries", "1 or more")


class EomtConfig(EncoderOnlyMaskConfig):
    """Sizes and options. The defaults are tue-mps/coco_panoptic_eomt_large_640."""

    model_type = "eomt"

    mlp_ratio: int = 4  # the width of the feed-forward, in hidden sizes
    use_swiglu_ffn: bool = False
