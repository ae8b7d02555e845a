"""SigLIP 2's image tower as a model of its own; see siglip2.py."""

from auto_core.configs.siglip2 import Siglip2VisionConfig

__all__ = ["Siglip2VisionConfig"]
