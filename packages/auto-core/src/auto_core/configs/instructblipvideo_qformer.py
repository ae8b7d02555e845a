"""InstructBLIP's querying transformer for videos as a config of its own; see instructblipvideo.py."""

from auto_core.configs.instructblipvideo import InstructBlipVideoQFormerConfig

__all__ = ["InstructBlipVideoQFormerConfig"]
