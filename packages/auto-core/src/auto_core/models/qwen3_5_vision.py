"""Qwen3.5's vision encoder as a model of its own; see qwen3_5.py."""

from .qwen3_5 import Qwen3_5VisionModel

__all__ = ["Qwen3_5VisionModel"]

HEADS = {"base": Qwen3_5VisionModel}
