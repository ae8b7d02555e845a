"""GLM-4.5V (GLM-V Team, 2025, arXiv:2507.01006), its vision encoder and its language model."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import RoutedVisionLanguageConfig
from auto_core.configs.glm4_moe import Glm4MoeConfig
from auto_core.configs.glm4v import Glm4vConfig, Glm4vVisionConfig, GlmMultimodalRotaryConfig


class Glm4vMoeVisionConfig(Glm4vVisionConfig):
    """The vision encoder, which is GLM-4.1V's."""

    model_type = "glm4v_moe_vision"


class Glm4vMoeTextConfig(GlmMultimodalRotaryConfig, Glm4MoeConfig):
    """The language model. The defaults are GLM-4.5V's."""

    model_type = "glm4v_moe_text"
    base_config_key = "text_config"
    default_partial = 0.5

    vocab_size: int = 151424
    max_position_embeddings: int = 65536
    attention_bias: bool = True
    router_aux_loss_coef: float = 0.0001

    def _complete(self) -> None:
        super()._complete()
        if self.use_qk_norm:
            self._refuse("use_qk_norm", "False: this language model has no such norms")


class Glm4vMoeConfig(RoutedVisionLanguageConfig, Glm4vConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "glm4v_moe"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Glm4vMoeVisionConfig,
        "text_config": Glm4vMoeTextConfig,
    }

    image_token_id: int = 151363
    video_token_id: int = 151364
