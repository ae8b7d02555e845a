"""GLM-4.1V's language model as a model of its own; see glm4v.py."""

from auto_core.configs.glm4v import Glm4vTextConfig

__all__ = ["Glm4vTextConfig"]
