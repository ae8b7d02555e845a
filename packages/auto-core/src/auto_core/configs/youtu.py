"""Youtu-LLM (Tencent, 2025)."""

from __future__ import annotations

from auto_core.configs.deepseek_v2 import LatentSizes


class YoutuConfig(LatentSizes):
    """Sizes and options of Youtu-LLM, its defaults."""

    model_type = "youtu"

    vocab_size: int = 128256
    hidden_size: int = 2048
    intermediate_size: int = 6144
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 16
    max_position_embeddings: int = 131072
    initializer_range: float | None = None
    embedding_initializer_range: float | None = None  # of fresh embeddings; not applied
    bos_token_id: int | None = 128000
    eos_token_id: int | list[int] | None = 128001
    tie_word_embeddings: bool = True
    rope_interleave: bool | None = True

    def _complete(self) -> None:
        super()._complete()
        deviation = self.initializer_range
        if deviation is None:
            deviation = self.initializer_range = 2.0 / (5.0 * self.hidden_size) ** 0.5
        if self.embedding_initializer_range is None:
            self.embedding_initializer_range = 2.0 * deviation

    @property
    def interleaves(self) -> bool:
        return bool(self.rope_interleave)
