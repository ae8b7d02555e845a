"""Qwen3-VL's language model as a model of its own; see qwen3_vl.py."""

from .qwen3_vl import Qwen3VLTextModel

__all__ = ["Qwen3VLTextModel"]

HEADS = {"base": Qwen3VLTextModel}
