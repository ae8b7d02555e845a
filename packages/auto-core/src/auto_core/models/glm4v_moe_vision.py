"""GLM-4.5V's vision encoder as a model of its own; see glm4v_moe.py."""

from .glm4v_moe import Glm4vMoeVisionModel

__all__ = ["Glm4vMoeVisionModel"]

HEADS = {"base": Glm4vMoeVisionModel}
