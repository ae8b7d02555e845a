"""HunyuanOCR's language model as a model of its own; see hunyuan_vl.py."""

from .hunyuan_vl import HunYuanVLTextModel

__all__ = ["HunYuanVLTextModel"]

HEADS = {"base": HunYuanVLTextModel}
