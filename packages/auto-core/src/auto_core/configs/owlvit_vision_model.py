"""The image tower of OWL-ViT as a model of its own; see owlvit.py."""

from auto_core.configs.owlvit import OwlViTVisionConfig

__all__ = ["OwlViTVisionConfig"]
