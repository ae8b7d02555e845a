"""Part of Gemma 4 without encoders, as a config of its own; see gemma4_unified.py."""

from auto_core.configs.gemma4_unified import Gemma4UnifiedTextConfig

__all__ = ["Gemma4UnifiedTextConfig"]
