"""InstructBLIP's querying transformer, of videos, as a config of its own."""

from auto_core.configs.instructblipvideo import InstructBlipVideoQFormerConfig

__all__ = ["InstructBlipVideoQFormerConfig"]
