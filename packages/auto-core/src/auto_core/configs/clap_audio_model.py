"""The audio tower of CLAP as a model of its own; see clap.py."""

from auto_core.configs.clap import ClapAudioConfig

__all__ = ["ClapAudioConfig"]
