"""InstructBLIP's image encoder for videos as a config of its own; see instructblipvideo.py."""

from auto_core.configs.instructblipvideo import InstructBlipVideoVisionConfig

__all__ = ["InstructBlipVideoVisionConfig"]
