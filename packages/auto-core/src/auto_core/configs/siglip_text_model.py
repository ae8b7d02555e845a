"""SigLIP's text tower as a model of its own; see siglip.py."""

from auto_core.configs.siglip import SiglipTextConfig

__all__ = ["SiglipTextConfig"]
