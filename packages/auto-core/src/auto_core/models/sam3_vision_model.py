"""SAM 3's image encoder as a model of its own; see sam3.py."""

from .sam3 import Sam3VisionModel

__all__ = ["Sam3VisionModel"]

HEADS = {"base": Sam3VisionModel}
