"""Dia's encoder; see dia.py."""

from auto_core.configs.dia import DiaEncoderConfig

__all__ = ["DiaEncoderConfig"]
