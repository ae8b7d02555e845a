"""Qwen2.5-VL's vision encoder as a model of its own; see qwen2_5_vl.py."""

from .qwen2_5_vl import Qwen2_5_VisionTransformerPretrainedModel

__all__ = ["Qwen2_5_VisionTransformerPretrainedModel"]

HEADS = {"base": Qwen2_5_VisionTransformerPretrainedModel}
