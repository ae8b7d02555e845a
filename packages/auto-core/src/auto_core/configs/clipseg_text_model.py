"""CLIPSeg's text tower as a model of its own; see clipseg.py."""

from auto_core.configs.clipseg import CLIPSegTextConfig

__all__ = ["CLIPSegTextConfig"]
