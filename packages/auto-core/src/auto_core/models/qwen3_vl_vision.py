"""Qwen3-VL's vision encoder as a model of its own; see qwen3_vl.py."""

from .qwen3_vl import Qwen3VLVisionModel

__all__ = ["Qwen3VLVisionModel"]

HEADS = {"base": Qwen3VLVisionModel}
