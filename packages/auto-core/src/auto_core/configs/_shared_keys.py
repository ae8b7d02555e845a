"""Configs of decoders whose last layers attend to keys and values of earlier ones."""

from __future__ import annotations

from auto_core.configs._rotary import SlidingDecoderConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig


class SharedKeysConfig(RotaryByLayerConfig, SlidingDecoderConfig):
    """Gemma 3n's kind of decoder: layers have embeddings of their own, and share keys."""

    default_theta = 1_000_000.0
    local_theta = 10_000.0

    vocab_size: int = 262144
    num_attention_heads: int = 8
    head_dim: int | None = 256
    hidden_activation: str = "gelu_pytorch_tanh"
    pad_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 1
    bos_token_id: int | None = 2
    tie_word_embeddings: bool = True
    attention_bias: bool = False
    sliding_window: int | None = 512
    vocab_size_per_layer_input: int = 262144
    hidden_size_per_layer_input: int = 256  # of each layer's own embedding of a token
    # The last so many layers attend to keys and values of the last layer before them that is of
    # their type.
    num_kv_shared_layers: int = 0

    def _check_sharing(self) -> None:
        types, shared = self.layer_types or [], self.num_kv_shared_layers
        first = self.num_hidden_layers - shared
        if shared < 0 or (shared and set(types[: max(first, 0)]) != set(types)):
            self._refuse(
                "num_kv_shared_layers", "0, or fewer, so that layers of each type come before them"
            )

    def reuses(self, layer: int) -> bool:
        """Whether this layer attends to keys and values of an earlier one."""
        return layer >= self.num_hidden_layers - self.num_kv_shared_layers

    def stores(self, layer: int) -> bool:
        """Whether later layers attend to keys and values of this one."""
        types, first = self.layer_types or [], self.num_hidden_layers - self.num_kv_shared_layers
        own = layer < first < self.num_hidden_layers
        return own and types[layer] not in types[layer + 1 : first]

    def heads_of(self, layer: int) -> tuple[int, int]:
        """The size of this layer's heads, and how many heads keys and values have."""
        return self.head_size, self.kv_heads

    def has_values(self, layer: int) -> bool:
        """Whether this layer projects values."""
        return True
