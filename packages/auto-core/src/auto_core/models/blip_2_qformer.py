"""BLIP-2's querying transformer as a model of its own; see blip_2.py."""

from .blip_2 import Blip2QFormerModel

__all__ = ["Blip2QFormerModel"]

HEADS = {"base": Blip2QFormerModel}
