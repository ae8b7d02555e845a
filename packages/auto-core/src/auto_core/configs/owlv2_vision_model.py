"""The image tower of OWLv2 as a model of its own; see owlv2.py."""

from auto_core.configs.owlv2 import Owlv2VisionConfig

__all__ = ["Owlv2VisionConfig"]
