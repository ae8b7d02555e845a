"""SigLIP 2's image tower as a model of its own; see siglip2.py."""

from .siglip2 import Siglip2VisionModel

__all__ = ["Siglip2VisionModel"]

HEADS = {"base": Siglip2VisionModel}
