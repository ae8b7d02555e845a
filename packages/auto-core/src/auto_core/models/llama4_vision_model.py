"""Llama 4's image encoder as a model of its own; see llama4.py."""

from .llama4 import Llama4VisionModel

__all__ = ["Llama4VisionModel"]

HEADS = {"base": Llama4VisionModel}
