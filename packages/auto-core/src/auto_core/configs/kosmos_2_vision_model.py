"""KOSMOS-2's image encoder as a config of its own; see kosmos_2.py."""

from auto_core.configs.kosmos_2 import Kosmos2VisionConfig

__all__ = ["Kosmos2VisionConfig"]
