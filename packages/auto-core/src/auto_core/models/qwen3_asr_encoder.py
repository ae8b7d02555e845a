"""Qwen3-ASR's encoder as a model of its own; see qwen3_asr.py."""

from .qwen3_asr import Qwen3ASREncoder

__all__ = ["Qwen3ASREncoder"]

HEADS = {"base": Qwen3ASREncoder}
