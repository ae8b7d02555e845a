"""BLIP-2's image encoder as a config of its own; see blip_2.py."""

from auto_core.configs.blip_2 import Blip2VisionConfig

__all__ = ["Blip2VisionConfig"]
