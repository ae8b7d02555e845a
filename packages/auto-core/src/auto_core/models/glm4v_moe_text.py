"""GLM-4.5V's language model as a model of its own; see glm4v_moe.py."""

from .glm4v_moe import Glm4vMoeTextModel

__all__ = ["Glm4vMoeTextModel"]

HEADS = {"base": Glm4vMoeTextModel}
