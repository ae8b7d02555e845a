"""AltCLIP's image tower as a model of its own; see altclip.py."""

from auto_core.configs.altclip import AltCLIPVisionConfig

__all__ = ["AltCLIPVisionConfig"]
