"""HQ-SAM's image encoder as a model of its own; see sam_hq.py."""

from auto_core.configs.sam_hq import SamHQVisionConfig

__all__ = ["SamHQVisionConfig"]
