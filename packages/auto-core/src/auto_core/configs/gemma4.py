"""Gemma 4 with images, videos and sound (Gemma Team, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.gemma4_audio import Gemma4AudioConfig
from auto_core.configs.gemma4_text import Gemma4TextConfig
from auto_core.configs.gemma4_vision import Gemma4VisionConfig


class Gemma4Config(VisionLanguageConfig):
    """The language model's config, those of the encoders that a model has, and their tokens."""

    model_type = "gemma4"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Gemma4TextConfig,
        "vision_config": Gemma4VisionConfig,
        "audio_config": Gemma4AudioConfig,
    }
    optional_parts = ("vision_config", "audio_config")

    audio_config: Any = None
    boi_token_id: int | None = 255_999
    eoi_token_id: int | None = 258_882
    image_token_id: int = 258_880
    video_token_id: int = 258_884
    boa_token_id: int | None = 256_000
    eoa_token_index: int | None = 258_883
    audio_token_id: int = 258_881
    initializer_range: float | None = 0.02
    tie_word_embeddings: bool = True
