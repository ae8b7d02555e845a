"""Parakeet's encoder as a model of its own; see parakeet_ctc.py."""

from auto_core.configs.parakeet_ctc import ParakeetEncoderConfig

__all__ = ["ParakeetEncoderConfig"]
