"""A half of Mimi as a model of its own; see mimi.py."""

from .mimi import MimiDecoderModel

__all__ = ["MimiDecoderModel"]

HEADS = {"base": MimiDecoderModel}
