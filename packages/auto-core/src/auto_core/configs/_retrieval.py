"""What configs of retrieval by many vectors of a page share."""

from __future__ import annotations

from typing import Any

from auto_core.configs._parts import PartsConfig


class RetrievalConfig(PartsConfig):
    """A vision-language model whose vectors are projected to smaller ones."""

    default_types = True

    vlm_config: Any = None
    embedding_dim: int = 128
    initializer_range: float = 0.02

    def get_text_config(self, decoder: bool | None = None, encoder: bool | None = None) -> Any:
        """The config of the language model."""
        return self.vlm_config.get_text_config(decoder=bool(decoder))

    @property
    def image_token_id(self) -> int:
        """The id of the token that stands for an image's vectors."""
        return self.vlm_config.image_token_id

    @property
    def use_cache(self) -> bool:
        """Whether the language model returns a cache."""
        return self.vlm_config.use_cache

    @use_cache.setter
    def use_cache(self, value: bool) -> None:
        self.vlm_config.use_cache = value

    def _complete(self) -> None:
        super()._complete()
        if getattr(self.vlm_config, "text_config", None) is None:
            self._refuse("vlm_config", "a config of images and texts")
        if self.embedding_dim < 1:
            self._refuse("embedding_dim", "1 or more")
