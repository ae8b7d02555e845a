"""CLIP's image tower as a model of its own; see clip.py."""

from auto_core.configs.clip import CLIPVisionConfig

__all__ = ["CLIPVisionConfig"]
