"""BLIP's image encoder as a model of its own; see blip.py."""

from auto_core.configs.blip import BlipVisionConfig

__all__ = ["BlipVisionConfig"]
