"""EoMT over DINOv3 (Kerssies et al., 2025, arXiv:2503.19108; Siméoni et al., 2025,
arXiv:2508.10104)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import RotaryConfig
from auto_core.configs.eomt import EncoderOnlyMaskConfig


class EomtDinov3Config(RotaryConfig, EncoderOnlyMaskConfig):
    """Sizes and options. The defaults are tue-mps/coco_panoptic_eomt_large_640_dinov3."""

    model_type = "eomt_dinov3"
    default_theta: ClassVar[float] = 100.0

    intermediate_size: int = 4096
    query_bias: bool = True
    key_bias: bool = False
    value_bias: bool = True
    proj_bias: bool = True
    mlp_bias: bool = True
    use_gated_mlp: bool = False
    # In training, coordinates of patches are shifted, stretched per axis, and stretched together.
    pos_embed_shift: float | None = None
    pos_embed_jitter: float | None = None
    pos_embed_rescale: float | None = 2.0

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size // self.num_attention_heads % 4:
            self._refuse("hidden_size", "heads of a multiple of 4: two coordinates turn pairs")
        if (self.rope_parameters or {}).get("rope_type", "default") != "default":
            self._refuse("rope_parameters", "the rope_type 'default'")
        for field in ("pos_embed_jitter", "pos_embed_rescale"):
            value = getattr(self, field)
            if value is not None and value <= 0:
                self._refuse(field, "more than 0, or None")
