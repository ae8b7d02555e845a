"""Qwen3-VL-MoE's language model as a model of its own; see qwen3_vl_moe.py."""

from auto_core.configs.qwen3_vl_moe import Qwen3VLMoeTextConfig

__all__ = ["Qwen3VLMoeTextConfig"]
