"""SAM 3's ViT as a model of its own; see sam3.py."""

from auto_core.configs.sam3 import Sam3ViTConfig

__all__ = ["Sam3ViTConfig"]
