"""SmolVLM's image encoder as a model of its own; see smolvlm.py."""

from auto_core.configs.smolvlm import SmolVLMVisionConfig

__all__ = ["SmolVLMVisionConfig"]
