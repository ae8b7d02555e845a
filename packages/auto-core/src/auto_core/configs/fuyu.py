"""Fuyu (Adept, 2023)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import LanguageConfig
from auto_core.configs.persimmon import PersimmonConfig


class FuyuConfig(LanguageConfig):
    """The language model's config, Persimmon's, and the size of images and their patches. Files
    may have the language model's fields beside these."""

    model_type = "fuyu"
    sub_configs: ClassVar[dict[str, Any]] = {"text_config": PersimmonConfig}
    flat_text = True

    image_size: int = 300
    patch_size: int = 30
    num_channels: int = 3
    initializer_range: float = 0.02
    image_token_id: int = 71011
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        for name in ("patch_size", "num_channels"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")
