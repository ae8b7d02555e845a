"""SmolVLM's image encoder as a model of its own; see smolvlm.py."""

from .smolvlm import SmolVLMVisionTransformer

__all__ = ["SmolVLMVisionTransformer"]

HEADS = {"base": SmolVLMVisionTransformer}
