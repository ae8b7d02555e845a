"""Audio Flamingo 3's encoder as a model of its own; see audioflamingo3.py."""

from .audioflamingo3 import AudioFlamingo3Encoder

__all__ = ["AudioFlamingo3Encoder"]

HEADS = {"base": AudioFlamingo3Encoder}
