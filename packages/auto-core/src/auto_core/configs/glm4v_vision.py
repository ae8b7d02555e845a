"""GLM-4.1V's vision encoder as a model of its own; see glm4v.py."""

from auto_core.configs.glm4v import Glm4vVisionConfig

__all__ = ["Glm4vVisionConfig"]
