"""T5Gemma 2's decoder as a config of its own; see t5gemma2.py."""

from auto_core.configs.t5gemma2 import T5Gemma2DecoderConfig

__all__ = ["T5Gemma2DecoderConfig"]
