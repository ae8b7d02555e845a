"""GLM-4-0414 (GLM Team, 2025)."""

from __future__ import annotations

from auto_core.configs.glm import GlmConfig


class Glm4Config(GlmConfig):
    """Sizes and options of GLM-4-0414. The defaults are GLM-4-9B-0414's, as upstream has them."""

    model_type = "glm4"
