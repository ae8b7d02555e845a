"""InternVL's image encoder as a model of its own; see internvl.py."""

from .internvl import InternVLVisionModel

__all__ = ["InternVLVisionModel"]

HEADS = {"base": InternVLVisionModel}
