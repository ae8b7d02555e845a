"""GLM-4.1V's language model as a model of its own; see glm4v.py."""

from .glm4v import Glm4vTextModel

__all__ = ["Glm4vTextModel"]

HEADS = {"base": Glm4vTextModel}
