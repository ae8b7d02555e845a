"""Qwen2.5-VL's language model as a model of its own; see qwen2_5_vl.py."""

from auto_core.configs.qwen2_5_vl import Qwen2_5_VLTextConfig

__all__ = ["Qwen2_5_VLTextConfig"]
