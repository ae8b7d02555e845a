"""Llama 4's image encoder as a model of its own; see llama4.py."""

from auto_core.configs.llama4 import Llama4VisionConfig

__all__ = ["Llama4VisionConfig"]
