"""Pix2Struct's decoder as a config of its own; see pix2struct.py."""

from auto_core.configs.pix2struct import Pix2StructTextConfig

__all__ = ["Pix2StructTextConfig"]
