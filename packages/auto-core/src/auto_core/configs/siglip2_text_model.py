"""SigLIP 2's text tower as a model of its own; see siglip2.py."""

from auto_core.configs.siglip2 import Siglip2TextConfig

__all__ = ["Siglip2TextConfig"]
