"""DINOv2 with registers (Darcet et al., 2023, arXiv:2309.16588)."""

from __future__ import annotations

from auto_core.configs._vit import Size
from auto_core.configs.dinov2 import Dinov2Config


class Dinov2WithRegistersConfig(Dinov2Config):
    """DINOv2's sizes and options. The defaults are facebook/dinov2-with-registers-base with larger
    patches."""

    model_type = "dinov2_with_registers"

    patch_size: Size = 16
    num_register_tokens: int = 4
