"""AIMv2's text tower as a model of its own; see aimv2.py."""

from auto_core.configs.aimv2 import Aimv2TextConfig

__all__ = ["Aimv2TextConfig"]
