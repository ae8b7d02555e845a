"""GLM-4.1V's vision encoder as a model of its own; see glm4v.py."""

from .glm4v import Glm4vVisionModel

__all__ = ["Glm4vVisionModel"]

HEADS = {"base": Glm4vVisionModel}
