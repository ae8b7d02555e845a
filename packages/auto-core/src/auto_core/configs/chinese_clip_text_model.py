"""Chinese-CLIP's text tower as a model of its own; see chinese_clip.py."""

from auto_core.configs.chinese_clip import ChineseCLIPTextConfig

__all__ = ["ChineseCLIPTextConfig"]
