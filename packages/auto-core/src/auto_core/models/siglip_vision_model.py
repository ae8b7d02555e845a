"""SigLIP's image tower as a model of its own; see siglip.py."""

from .siglip import SiglipVisionModel

__all__ = ["SiglipVisionModel"]

HEADS = {"base": SiglipVisionModel}
