"""SAM 3's image encoder as a model of its own; see sam3.py."""

from auto_core.configs.sam3 import Sam3VisionConfig

__all__ = ["Sam3VisionConfig"]
