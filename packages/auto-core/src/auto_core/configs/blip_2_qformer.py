"""BLIP-2's querying transformer as a model of its own; see blip_2.py."""

from auto_core.configs.blip_2 import Blip2QFormerConfig

__all__ = ["Blip2QFormerConfig"]
