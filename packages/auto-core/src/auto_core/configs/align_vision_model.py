"""ALIGN's image tower as a model of its own; see align.py."""

from auto_core.configs.align import AlignVisionConfig

__all__ = ["AlignVisionConfig"]
