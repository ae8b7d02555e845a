"""Kimi K2.5's vision encoder as a model of its own; see kimi_k25.py."""

from auto_core.configs.kimi_k25 import Kimi_K25VisionConfig

__all__ = ["Kimi_K25VisionConfig"]
