"""GLM-ASR's encoder as a model of its own; see glmasr.py."""

from .glmasr import GlmAsrEncoder

__all__ = ["GlmAsrEncoder"]

HEADS = {"base": GlmAsrEncoder}
