"""Qwen3.5's vision encoder as a model of its own; see qwen3_5.py."""

from auto_core.configs.qwen3_5 import Qwen3_5VisionConfig

__all__ = ["Qwen3_5VisionConfig"]
