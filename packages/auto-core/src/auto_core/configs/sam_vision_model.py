"""SAM's image encoder as a model of its own; see sam.py."""

from auto_core.configs.sam import SamVisionConfig

__all__ = ["SamVisionConfig"]
