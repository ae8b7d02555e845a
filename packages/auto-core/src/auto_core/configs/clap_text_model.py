"""The text tower of CLAP as a model of its own; see clap.py."""

from auto_core.configs.clap import ClapTextConfig

__all__ = ["ClapTextConfig"]
