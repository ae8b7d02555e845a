"""The text encoder of SAM 3 LiteText as a model of its own; see sam3_lite_text.py."""

from auto_core.configs.sam3_lite_text import Sam3LiteTextTextConfig

__all__ = ["Sam3LiteTextTextConfig"]
