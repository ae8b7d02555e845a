"""Qwen2-VL's vision encoder as a model of its own; see qwen2_vl.py."""

from auto_core.configs.qwen2_vl import Qwen2VLVisionConfig

__all__ = ["Qwen2VLVisionConfig"]
