"""Pix2Struct's encoder of patches as a config of its own; see pix2struct.py."""

from auto_core.configs.pix2struct import Pix2StructVisionConfig

__all__ = ["Pix2StructVisionConfig"]
