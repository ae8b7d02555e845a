"""Chinese-CLIP's image tower as a model of its own; see chinese_clip.py."""

from .chinese_clip import ChineseCLIPVisionModel

__all__ = ["ChineseCLIPVisionModel"]

HEADS = {"base": ChineseCLIPVisionModel}
