"""Gemma 3n with images and sound (Gemma Team, 2025)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.gemma3n_audio import Gemma3nAudioConfig
from auto_core.configs.gemma3n_text import Gemma3nTextConfig
from auto_core.configs.gemma3n_vision import Gemma3nVisionConfig
from auto_core.errors import ConfigError


class Gemma3nConfig(VisionLanguageConfig):
    """The language model's config, those of the encoders, and the tokens of images and sound.

    The language model's ids end with those that the two encoders have embeddings of: first the
    image encoder's, then the speech encoder's.
    """

    model_type = "gemma3n"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Gemma3nTextConfig,
        "vision_config": Gemma3nVisionConfig,
        "audio_config": Gemma3nAudioConfig,
    }

    audio_config: Any = None
    audio_soft_tokens_per_image: int | None = 188  # vectors of a recording
    vision_soft_tokens_per_image: int | None = 256  # vectors of an image
    boi_token_id: int | None = 255_999
    eoi_token_id: int | None = 262_144
    image_token_id: int = 262_145
    boa_token_id: int | None = 256_000
    eoa_token_id: int | None = 262_272
    audio_token_id: int = 262_273
    initializer_range: float | None = 0.02
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        for name in ("audio_soft_tokens_per_image", "vision_soft_tokens_per_image"):
            if (getattr(self, name) or 0) < 1:
                self._refuse(name, "1 or more")
        ends = (self.audio_config.vocab_offset, self.text_config.vocab_size)
        for part, end in zip(("vision_config", "audio_config"), ends, strict=True):
            config = getattr(self, part)
            known = config.vocab_offset + config.vocab_size
            if not 0 <= config.vocab_offset < end <= known:
                raise ConfigError(
                    f"{type(self).__name__}: {part} has embeddings of the ids from "
                    f"{config.vocab_offset} to below {known}, expected of all that end with "
                    f"{end - 1}: text_config.vocab_size is {ends[1]}, and "
                    f"audio_config.vocab_offset {ends[0]}."
                )
