"""Qwen3-VL's language model as a model of its own; see qwen3_vl.py."""

from auto_core.configs.qwen3_vl import Qwen3VLTextConfig

__all__ = ["Qwen3VLTextConfig"]
