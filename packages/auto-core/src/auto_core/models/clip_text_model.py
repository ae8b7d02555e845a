"""CLIP's text tower as a model of its own; see clip.py."""

from .clip import CLIPTextModel, CLIPTextModelWithProjection

__all__ = ["CLIPTextModel", "CLIPTextModelWithProjection"]

HEADS = {"base": CLIPTextModel, "text-encoding": CLIPTextModel}
