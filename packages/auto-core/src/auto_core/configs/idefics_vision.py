"""IDEFICS's image encoder as a config of its own; see idefics.py."""

from auto_core.configs.idefics import IdeficsVisionConfig

__all__ = ["IdeficsVisionConfig"]
