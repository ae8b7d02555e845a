"""Ovis2's image encoder; see ovis2.py."""

from auto_core.configs.ovis2 import Ovis2VisionConfig

__all__ = ["Ovis2VisionConfig"]
