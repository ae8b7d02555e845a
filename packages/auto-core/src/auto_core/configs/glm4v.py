"""GLM-4.1V (GLM-V Team, 2025, arXiv:2507.01006), its vision encoder and its language model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen2_vl import PackedVisionConfig


class Glm4vVisionConfig(PackedVisionConfig):
    """The vision encoder. The defaults are upstream's."""

    model_type = "glm4v_vision"

    depth: int = 24
    hidden_size: int = 1536
    hidden_act: str = "silu"
    attention_bias: bool = False
    attention_dropout: float = 0.0
    num_heads: int = 12
    image_size: int = 336  # of which a square of positions is learned
    rms_norm_eps: float = 1e-5
    out_hidden_size: int = 4096  # of the language model
    intermediate_size: int = 13696


class GlmMultimodalRotaryConfig(MultimodalRotaryConfig):
    """Half of each head rotates, where nothing else is said."""

    default_sections: ClassVar[tuple[int, ...]] = (8, 12, 12)
    default_partial = 1.0

    def _completed(self, given: Mapping[str, Any] | None, theta: float) -> dict[str, Any]:
        rope = dict(given or {})
        if "mrope_section" not in rope:
            rope.setdefault("partial_rotary_factor", 0.5)
        return super()._completed(rope, theta)


class Glm4vTextConfig(GlmMultimodalRotaryConfig, RotaryDecoderConfig):
    """The language model. The defaults are upstream's."""

    model_type = "glm4v_text"
    base_config_key = "text_config"

    vocab_size: int = 151552
    intermediate_size: int = 13696
    num_hidden_layers: int = 40
    num_key_value_heads: int | None = 2
    max_position_embeddings: int = 32768
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = None
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None

    @property
    def qkv_bias(self) -> bool:
        return True


class Glm4vConfig(VisionLanguageConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "glm4v"
    flat_text = True
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Glm4vVisionConfig,
        "text_config": Glm4vTextConfig,
    }

    image_token_id: int = 151343
    video_token_id: int = 151344
    image_start_token_id: int = 151339
    image_end_token_id: int = 151340
    video_start_token_id: int = 151341
    video_end_token_id: int = 151342
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.text_config.tie_word_embeddings:  # where transformers 4 wrote it
            self.tie_word_embeddings = True
