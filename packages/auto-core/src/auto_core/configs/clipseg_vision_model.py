"""CLIPSeg's image tower as a model of its own; see clipseg.py."""

from auto_core.configs.clipseg import CLIPSegVisionConfig

__all__ = ["CLIPSegVisionConfig"]
