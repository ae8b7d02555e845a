"""SAM 3's ViT as a model of its own; see sam3.py."""

from .sam3 import Sam3ViTModel

__all__ = ["Sam3ViTModel"]

HEADS = {"base": Sam3ViTModel}
