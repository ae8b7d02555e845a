"""SigLIP's image tower as a model of its own; see siglip.py."""

from auto_core.configs.siglip import SiglipVisionConfig

__all__ = ["SiglipVisionConfig"]
