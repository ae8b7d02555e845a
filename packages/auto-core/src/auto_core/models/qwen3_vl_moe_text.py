"""Qwen3-VL-MoE's language model as a model of its own; see qwen3_vl_moe.py."""

from .qwen3_vl_moe import Qwen3VLMoeTextModel

__all__ = ["Qwen3VLMoeTextModel"]

HEADS = {"base": Qwen3VLMoeTextModel}
