"""ShieldGemma 2 (Zeng et al., 2025, arXiv:2504.01081)."""

from __future__ import annotations

from auto_core.configs.gemma3 import Gemma3Config


class ShieldGemma2Config(Gemma3Config):
    """Gemma 3's config, and the tokens of the two answers."""

    model_type = "shieldgemma2"

    yes_token_index: int = 10_784
    no_token_index: int = 3771
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.text_config.tie_word_embeddings:
            self.tie_word_embeddings = True
