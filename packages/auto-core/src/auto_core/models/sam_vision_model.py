"""SAM's image encoder as a model of its own; see sam.py."""

from .sam import SamVisionModel

__all__ = ["SamVisionModel"]

HEADS = {"base": SamVisionModel}
