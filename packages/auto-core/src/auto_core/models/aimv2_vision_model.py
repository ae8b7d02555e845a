"""AIMv2's image tower as a model of its own; see aimv2.py."""

from .aimv2 import Aimv2VisionModel

__all__ = ["Aimv2VisionModel"]

HEADS = {"base": Aimv2VisionModel}
