"""CLIP's text tower as a model of its own; see clip.py."""

from auto_core.configs.clip import CLIPTextConfig

__all__ = ["CLIPTextConfig"]
