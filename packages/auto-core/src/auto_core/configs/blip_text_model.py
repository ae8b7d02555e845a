"""BLIP's text model as a model of its own; see blip.py."""

from auto_core.configs.blip import BlipTextConfig

__all__ = ["BlipTextConfig"]
