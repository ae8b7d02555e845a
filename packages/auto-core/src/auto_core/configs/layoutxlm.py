"""LayoutXLM's config; see layoutlmv2.py."""

from auto_core.configs.layoutlmv2 import LayoutXLMConfig

__all__ = ["LayoutXLMConfig"]
