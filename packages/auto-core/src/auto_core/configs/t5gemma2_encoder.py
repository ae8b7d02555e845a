"""T5Gemma 2's encoder as a config of its own; see t5gemma2.py."""

from auto_core.configs.t5gemma2 import T5Gemma2EncoderConfig

__all__ = ["T5Gemma2EncoderConfig"]
