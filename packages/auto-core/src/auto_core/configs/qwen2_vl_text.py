"""Qwen2-VL's language model as a model of its own; see qwen2_vl.py."""

from auto_core.configs.qwen2_vl import Qwen2VLTextConfig

__all__ = ["Qwen2VLTextConfig"]
