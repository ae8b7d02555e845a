"""Qwen2-Audio (Chu et al., 2024, arXiv:2407.10759)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import LanguageConfig


class AudioLanguageConfig(LanguageConfig):
    """A language model and an encoder of sound."""

    sub_configs: ClassVar[dict[str, Any]] = {"text_config": "auto", "audio_config": "auto"}
    # Whether what the language model's config says of ties holds for the whole, as where the whole
    # had no such field when its type was published.
    ties_as_text: ClassVar[bool] = True

    audio_config: Any = None
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.ties_as_text and getattr(self.text_config, "tie_word_embeddings", False):
            self.tie_word_embeddings = True


class Qwen2AudioConfig(AudioLanguageConfig):
    """The two parts' configs. The defaults are Qwen/Qwen2-Audio-7B's, but for its vocabulary."""

    model_type = "qwen2_audio"
    attribute_map: ClassVar[dict[str, str]] = {"audio_token_id": "audio_token_index"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "qwen2"},
        "audio_config": {"model_type": "qwen2_audio_encoder"},
    }

    audio_token_index: int = 151646
