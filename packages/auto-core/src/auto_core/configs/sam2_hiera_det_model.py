"""Hiera as SAM 2 has it as a model of its own; see sam2.py."""

from auto_core.configs.sam2 import Sam2HieraDetConfig

__all__ = ["Sam2HieraDetConfig"]
