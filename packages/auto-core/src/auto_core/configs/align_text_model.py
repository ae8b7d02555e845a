"""ALIGN's text tower as a model of its own; see align.py."""

from auto_core.configs.align import AlignTextConfig

__all__ = ["AlignTextConfig"]
