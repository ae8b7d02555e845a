"""Hiera as SAM 2 has it as a model of its own; see sam2.py."""

from .sam2 import Sam2HieraDetModel

__all__ = ["Sam2HieraDetModel"]

HEADS = {"base": Sam2HieraDetModel}
