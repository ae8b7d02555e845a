"""What configs of attention without rotary positions share."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class UnrotatedConfig(PreTrainedConfig):
    """What the attention of llama.py asks of a config, where nothing rotates."""

    vocab_size: int = 65536
    hidden_size: int = 4096
    num_attention_heads: int = 32
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 262144  # of no effect
    initializer_range: float = 0.02
    attention_dropout: float | None = 0.0
    use_cache: bool = True
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        heads = self.num_attention_heads
        if self.num_key_value_heads is None:
            self.num_key_value_heads = heads
        if heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads

    @property
    def kv_heads(self) -> int:
        """How many heads keys and values have."""
        return self.num_key_value_heads or self.num_attention_heads

    @property
    def qkv_bias(self) -> bool:
        """Whether query, key and value have biases."""
        return False

    @property
    def output_bias(self) -> bool:
        """Whether the projection after attention has a bias."""
        return False

    @property
    def feed_forward_bias(self) -> bool:
        """Whether the projections of the feed-forward part have biases."""
        return False
