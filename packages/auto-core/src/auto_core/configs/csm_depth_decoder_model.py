"""CSM's decoder of a frame's codes as a model of its own; see csm.py."""

from auto_core.configs.csm import CsmDepthDecoderConfig

__all__ = ["CsmDepthDecoderConfig"]
