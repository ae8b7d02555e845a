"""EXAONE 4.5's vision encoder as a model of its own; see exaone4_5.py."""

from auto_core.configs.exaone4_5 import Exaone4_5_VisionConfig

__all__ = ["Exaone4_5_VisionConfig"]
