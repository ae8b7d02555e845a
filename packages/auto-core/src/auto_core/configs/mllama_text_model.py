"""Llama 3.2's language model as a config of its own; see mllama.py."""

from auto_core.configs.mllama import MllamaTextConfig

__all__ = ["MllamaTextConfig"]
