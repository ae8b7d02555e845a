"""GroupViT's image tower as a model of its own; see groupvit.py."""

from auto_core.configs.groupvit import GroupViTVisionConfig

__all__ = ["GroupViTVisionConfig"]
