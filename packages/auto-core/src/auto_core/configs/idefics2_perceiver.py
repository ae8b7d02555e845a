"""Idefics2's resampler as a config of its own; see idefics2.py."""

from auto_core.configs.idefics2 import Idefics2PerceiverConfig

__all__ = ["Idefics2PerceiverConfig"]
