"""FLAVA's encoder of texts as a config of its own; see flava.py."""

from auto_core.configs.flava import FlavaTextConfig

__all__ = ["FlavaTextConfig"]
