"""Florence-2's image encoder as a config of its own; see florence2.py."""

from auto_core.configs.florence2 import Florence2VisionConfig

__all__ = ["Florence2VisionConfig"]
