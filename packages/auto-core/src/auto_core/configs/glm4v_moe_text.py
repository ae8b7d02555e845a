"""GLM-4.5V's language model as a model of its own; see glm4v_moe.py."""

from auto_core.configs.glm4v_moe import Glm4vMoeTextConfig

__all__ = ["Glm4vMoeTextConfig"]
