"""KOSMOS-2's decoder as a config of its own; see kosmos_2.py."""

from auto_core.configs.kosmos_2 import Kosmos2TextConfig

__all__ = ["Kosmos2TextConfig"]
