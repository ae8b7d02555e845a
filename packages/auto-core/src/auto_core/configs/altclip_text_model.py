"""AltCLIP's text tower as a model of its own; see altclip.py."""

from auto_core.configs.altclip import AltCLIPTextConfig

__all__ = ["AltCLIPTextConfig"]
