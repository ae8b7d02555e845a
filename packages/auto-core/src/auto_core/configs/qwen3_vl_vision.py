"""Qwen3-VL's vision encoder as a model of its own; see qwen3_vl.py."""

from auto_core.configs.qwen3_vl import Qwen3VLVisionConfig

__all__ = ["Qwen3VLVisionConfig"]
