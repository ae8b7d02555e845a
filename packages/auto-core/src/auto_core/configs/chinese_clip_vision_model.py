"""Chinese-CLIP's image tower as a model of its own; see chinese_clip.py."""

from auto_core.configs.chinese_clip import ChineseCLIPVisionConfig

__all__ = ["ChineseCLIPVisionConfig"]
