"""ModernVBERT (Teiletche et al., 2025, arXiv:2510.01149)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig


class ModernVBertConfig(VisionLanguageConfig):
    """The image encoder's config, the text encoder's, and what joins them."""

    model_type = "modernvbert"
    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {"model_type": "siglip_vision_model"},
        "text_config": {"model_type": "modernbert"},
    }

    image_token_id: int = 50407
    pixel_shuffle_factor: int = 4  # so many patches, down and across, become one vector
    initializer_range: float = 0.02
    initializer_cutoff_factor: float = 2.0
    # What classifiers of texts read: the first token, or the mean over the tokens.
    classifier_pooling: str = "cls"
    classifier_dropout: float = 0.0  # pyright: ignore[reportIncompatibleMethodOverride]
    classifier_bias: bool = False
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if not 0 < self.pixel_shuffle_factor <= 64:
            self._refuse("pixel_shuffle_factor", "a number from 1 to 64")
        if self.classifier_pooling not in ("cls", "mean"):
            self._refuse("classifier_pooling", "'cls' or 'mean'")
        for part, model_type in (
            ("vision_config", "siglip_vision_model"),
            ("text_config", "modernbert"),
        ):
            found = getattr(self, part).model_type
            if found != model_type:
                self.__dict__[part] = found  # what the error shows
                self._refuse(part, f"a config of the type {model_type!r}")
