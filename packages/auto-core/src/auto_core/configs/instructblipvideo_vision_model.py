"""InstructBLIP's image encoder, of videos, as a config of its own."""

from auto_core.configs.instructblipvideo import InstructBlipVideoVisionConfig

__all__ = ["InstructBlipVideoVisionConfig"]
