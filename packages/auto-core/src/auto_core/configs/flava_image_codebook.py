"""FLAVA's codebook of images as a config of its own; see flava.py."""

from auto_core.configs.flava import FlavaImageCodebookConfig

__all__ = ["FlavaImageCodebookConfig"]
