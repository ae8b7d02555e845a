"""Idefics3's image encoder as a model of its own; see idefics3.py."""

from .idefics3 import Idefics3VisionTransformer

__all__ = ["Idefics3VisionTransformer"]

HEADS = {"base": Idefics3VisionTransformer}
