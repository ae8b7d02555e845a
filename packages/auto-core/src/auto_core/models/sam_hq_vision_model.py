"""HQ-SAM's image encoder as a model of its own; see sam_hq.py."""

from .sam_hq import SamHQVisionModel

__all__ = ["SamHQVisionModel"]

HEADS = {"base": SamHQVisionModel}
