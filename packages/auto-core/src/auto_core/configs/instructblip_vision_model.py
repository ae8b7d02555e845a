"""InstructBLIP's image encoder as a config of its own; see instructblip.py."""

from auto_core.configs.instructblip import InstructBlipVisionConfig

__all__ = ["InstructBlipVisionConfig"]
