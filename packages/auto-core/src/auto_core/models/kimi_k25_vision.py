"""Kimi K2.5's vision encoder as a model of its own; see kimi_k25.py."""

from .kimi_k25 import Kimi_K25VisionModel

__all__ = ["Kimi_K25VisionModel"]

HEADS = {"base": Kimi_K25VisionModel}
