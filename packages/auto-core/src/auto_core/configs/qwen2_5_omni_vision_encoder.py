"""Qwen2.5-Omni's vision encoder as a config of its own; see qwen2_5_omni_thinker.py."""

from auto_core.configs.qwen2_5_omni_thinker import Qwen2_5OmniVisionEncoderConfig

__all__ = ["Qwen2_5OmniVisionEncoderConfig"]
