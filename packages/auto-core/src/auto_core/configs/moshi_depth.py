"""Moshi's decoder of a frame's codes; see moshi.py."""

from auto_core.configs.moshi import MoshiDepthConfig

__all__ = ["MoshiDepthConfig"]
