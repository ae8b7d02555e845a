"""MusicGen's decoder as a model of its own; see musicgen.py."""

from auto_core.configs.musicgen import MusicgenDecoderConfig

__all__ = ["MusicgenDecoderConfig"]
