"""SAM 2's image encoder as a model of its own; see sam2.py."""

from auto_core.configs.sam2 import Sam2VisionConfig

__all__ = ["Sam2VisionConfig"]
