"""GPT-NeoX for Japanese (ABEJA, 2022)."""

from __future__ import annotations

from auto_core.configs.gpt_neox import NeoXConfig


class GPTNeoXJapaneseConfig(NeoXConfig):
    """Sizes and options of GPT-NeoX for Japanese. The defaults are the 2.7b checkpoint's."""

    model_type = "gpt_neox_japanese"
    default_partial = 1.0

    vocab_size: int = 32000
    hidden_size: int = 2560
    num_hidden_layers: int = 32
    num_attention_heads: int = 32
    intermediate_multiple_size: int = 4
    attention_dropout: float | None = 0.1
    bos_token_id: int | None = 31996
    eos_token_id: int | list[int] | None = 31999
    tie_word_embeddings: bool = True

    @property
    def intermediate_size(self) -> int:
        """How many features the feed-forward part has."""
        return self.hidden_size * self.intermediate_multiple_size

    @property
    def attention_bias(self) -> bool:
        """Whether the projections of attention have biases."""
        return False
