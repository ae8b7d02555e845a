"""Parakeet's encoder as a model of its own; see parakeet_ctc.py."""

from .parakeet_ctc import ParakeetEncoder

__all__ = ["ParakeetEncoder"]

HEADS = {"base": ParakeetEncoder}
