"""Qwen2-VL's language model as a model of its own; see qwen2_vl.py."""

from .qwen2_vl import Qwen2VLTextModel

__all__ = ["Qwen2VLTextModel"]

HEADS = {"base": Qwen2VLTextModel}
