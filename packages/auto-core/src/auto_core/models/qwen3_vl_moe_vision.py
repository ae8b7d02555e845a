"""Qwen3-VL-MoE's vision encoder as a model of its own; see qwen3_vl_moe.py."""

from .qwen3_vl_moe import Qwen3VLMoeVisionModel

__all__ = ["Qwen3VLMoeVisionModel"]

HEADS = {"base": Qwen3VLMoeVisionModel}
