"""Qwen3.5-MoE's vision encoder as a model of its own; see qwen3_5_moe.py."""

from .qwen3_5_moe import Qwen3_5MoeVisionModel

__all__ = ["Qwen3_5MoeVisionModel"]

HEADS = {"base": Qwen3_5MoeVisionModel}
