"""GLM-4.5V's vision encoder as a model of its own; see glm4v_moe.py."""

from auto_core.configs.glm4v_moe import Glm4vMoeVisionConfig

__all__ = ["Glm4vMoeVisionConfig"]
