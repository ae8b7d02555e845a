"""CLIP's image tower as a model of its own; see clip.py."""

from .clip import CLIPVisionModel, CLIPVisionModelWithProjection

__all__ = ["CLIPVisionModel", "CLIPVisionModelWithProjection"]

HEADS = {"base": CLIPVisionModel}
