"""InstructBLIP's querying transformer as a config of its own; see instructblip.py."""

from auto_core.configs.instructblip import InstructBlipQFormerConfig

__all__ = ["InstructBlipQFormerConfig"]
