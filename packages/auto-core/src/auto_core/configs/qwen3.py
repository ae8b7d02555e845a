"""Qwen3 (Yang et al., 2025, arXiv:2505.09388)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig
from auto_core.configs.qwen2 import Qwen2Config


class Qwen3Config(AttentionBiasConfig, Qwen2Config):
    """Sizes and options of Qwen3. The defaults are Qwen3-8B's, as upstream has them."""

    model_type = "qwen3"

    head_dim: int | None = 128
