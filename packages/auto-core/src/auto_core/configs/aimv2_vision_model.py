"""AIMv2's image tower as a model of its own; see aimv2.py."""

from auto_core.configs.aimv2 import Aimv2VisionConfig

__all__ = ["Aimv2VisionConfig"]
