"""GroupViT's text tower as a model of its own; see groupvit.py."""

from auto_core.configs.groupvit import GroupViTTextConfig

__all__ = ["GroupViTTextConfig"]
