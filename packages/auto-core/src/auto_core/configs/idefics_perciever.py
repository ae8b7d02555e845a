"""IDEFICS's resampler as a config of its own; see idefics.py."""

from auto_core.configs.idefics import IdeficsPerceiverConfig

__all__ = ["IdeficsPerceiverConfig"]
