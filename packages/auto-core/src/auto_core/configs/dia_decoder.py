"""Dia's decoder; see dia.py."""

from auto_core.configs.dia import DiaDecoderConfig

__all__ = ["DiaDecoderConfig"]
