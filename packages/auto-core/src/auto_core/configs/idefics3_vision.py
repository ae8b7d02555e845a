"""Idefics3's image encoder as a model of its own; see idefics3.py."""

from auto_core.configs.idefics3 import Idefics3VisionConfig

__all__ = ["Idefics3VisionConfig"]
