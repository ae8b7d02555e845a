"""InternVL's image encoder as a model of its own; see internvl.py."""

from auto_core.configs.internvl import InternVLVisionConfig

__all__ = ["InternVLVisionConfig"]
