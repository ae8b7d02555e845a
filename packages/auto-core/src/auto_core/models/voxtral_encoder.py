"""Voxtral's encoder as a model of its own; see voxtral.py."""

from .voxtral import VoxtralEncoder

__all__ = ["VoxtralEncoder"]

HEADS = {"base": VoxtralEncoder}
