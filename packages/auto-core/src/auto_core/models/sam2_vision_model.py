"""SAM 2's image encoder as a model of its own; see sam2.py."""

from .sam2 import Sam2VisionModel

__all__ = ["Sam2VisionModel"]

HEADS = {"base": Sam2VisionModel}
