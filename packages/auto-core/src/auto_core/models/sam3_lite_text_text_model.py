"""The text encoder of SAM 3 LiteText as a model of its own; see sam3_lite_text.py."""

from .sam3_lite_text import Sam3LiteTextTextModel

__all__ = ["Sam3LiteTextTextModel"]

HEADS = {"base": Sam3LiteTextTextModel}
