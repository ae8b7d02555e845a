"""VibeVoice's diffusion head; see vibevoice.py."""

from auto_core.configs.vibevoice import VibeVoiceDiffusionHeadConfig

__all__ = ["VibeVoiceDiffusionHeadConfig"]
