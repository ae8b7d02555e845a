"""Qwen3.5-MoE's vision encoder as a model of its own; see qwen3_5_moe.py."""

from auto_core.configs.qwen3_5_moe import Qwen3_5MoeVisionConfig

__all__ = ["Qwen3_5MoeVisionConfig"]
