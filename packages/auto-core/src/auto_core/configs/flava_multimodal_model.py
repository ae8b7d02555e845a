"""FLAVA's encoder of both as a config of its own; see flava.py."""

from auto_core.configs.flava import FlavaMultimodalConfig

__all__ = ["FlavaMultimodalConfig"]
