"""Qwen2-Audio's encoder as a model of its own; see qwen2_audio.py."""

from .qwen2_audio import Qwen2AudioEncoder

__all__ = ["Qwen2AudioEncoder"]

HEADS = {"base": Qwen2AudioEncoder}
