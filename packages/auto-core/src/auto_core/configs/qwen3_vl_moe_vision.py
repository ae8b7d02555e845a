"""Qwen3-VL-MoE's vision encoder as a model of its own; see qwen3_vl_moe.py."""

from auto_core.configs.qwen3_vl_moe import Qwen3VLMoeVisionConfig

__all__ = ["Qwen3VLMoeVisionConfig"]
