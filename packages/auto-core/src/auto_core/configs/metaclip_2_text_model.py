"""MetaCLIP 2's text tower as a model of its own; see metaclip_2.py."""

from auto_core.configs.metaclip_2 import MetaClip2TextConfig

__all__ = ["MetaClip2TextConfig"]
