"""HunyuanOCR's vision encoder as a model of its own; see hunyuan_vl.py."""

from .hunyuan_vl import HunYuanVLVisionTransformer

__all__ = ["HunYuanVLVisionTransformer"]

HEADS = {"base": HunYuanVLVisionTransformer}
