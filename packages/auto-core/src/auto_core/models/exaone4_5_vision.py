"""EXAONE 4.5's vision encoder as a model of its own; see exaone4_5.py."""

from .exaone4_5 import Exaone4_5_VisionModel

__all__ = ["Exaone4_5_VisionModel"]

HEADS = {"base": Exaone4_5_VisionModel}
