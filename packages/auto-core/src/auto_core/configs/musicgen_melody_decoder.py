"""MusicGen Melody's decoder as a model of its own; see musicgen_melody.py."""

from auto_core.configs.musicgen_melody import MusicgenMelodyDecoderConfig

__all__ = ["MusicgenMelodyDecoderConfig"]
