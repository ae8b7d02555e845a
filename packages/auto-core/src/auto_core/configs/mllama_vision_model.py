"""Llama 3.2's image encoder as a config of its own; see mllama.py."""

from auto_core.configs.mllama import MllamaVisionConfig

__all__ = ["MllamaVisionConfig"]
