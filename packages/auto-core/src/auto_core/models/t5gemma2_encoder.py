"""T5Gemma 2's encoder as a model of its own; see t5gemma2.py."""

from .t5gemma2 import T5Gemma2Encoder

__all__ = ["T5Gemma2Encoder"]

HEADS = {"base": T5Gemma2Encoder}
