"""A half of Mimi as a model of its own; see mimi.py."""

from .mimi import MimiEncoderModel

__all__ = ["MimiEncoderModel"]

HEADS = {"base": MimiEncoderModel}
