"""FLAVA's encoder of images as a config of its own; see flava.py."""

from auto_core.configs.flava import FlavaImageConfig

__all__ = ["FlavaImageConfig"]
