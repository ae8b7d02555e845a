"""Idefics2's image encoder as a config of its own; see idefics2.py."""

from auto_core.configs.idefics2 import Idefics2VisionConfig

__all__ = ["Idefics2VisionConfig"]
