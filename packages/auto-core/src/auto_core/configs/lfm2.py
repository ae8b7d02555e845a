"""LFM2 (Liquid AI, 2025, arXiv:2511.23404)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._rotary import RotaryConfig


class ShortConvConfig(RotaryConfig):
    """What the configs of LFM2's line share."""

    default_theta = 1000000.0
    layer_kinds: ClassVar[tuple[str, ...]] = ("full_attention", "conv")

    vocab_size: int = 65536
    hidden_size: int = 2560
    intermediate_size: int = 12288
    num_hidden_layers: int = 32
    num_attention_heads: int = 32
    num_key_value_heads: int = 8
    max_position_embeddings: int = 128_000
    initializer_range: float = 0.02
    norm_eps: float = 1e-5
    use_cache: bool = True
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    tie_word_embeddings: bool = True
    conv_bias: bool = False
    conv_L_cache: int = 3  # tokens that a convolution sees
    layer_types: list[str] | None = None  # one of `layer_kinds`, of each layer

    def _complete(self) -> None:
        super()._complete()
        layers, heads, kinds = self.num_hidden_layers, self.num_attention_heads, self.layer_kinds
        types = self.layer_types or ()
        if len(types) != layers or set(types) - set(kinds):
            self._refuse("layer_types", f"{layers} of {' and '.join(map(repr, kinds))}")
        if self.hidden_size % heads and not self.__dict__.get("head_dim"):
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if self.conv_L_cache < 2:
            self._refuse("conv_L_cache", "2 tokens or more")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate: all."""
        return self.head_size

    @property
    def feed_forward_size(self) -> int:
        """The size between the two layers of the feed-forward part."""
        return self.intermediate_size


class Lfm2Config(ShortConvConfig):
    """Sizes and options of LFM2. The defaults are LFM2-2.6B's, as upstream has them."""

    model_type = "lfm2"

    # Two thirds of intermediate_size, times a factor, rounded up to a multiple.
    block_auto_adjust_ff_dim: bool = True
    block_ffn_dim_multiplier: float | None = 1.0
    block_multiple_of: int = 256
    # Layers that attend; the others convolve. All attend by default.
    full_attn_idxs: list[int] | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        names = {"tie_embedding": "tie_word_embeddings", "block_ff_dim": "intermediate_size"}
        for old in names.keys() & data.keys():
            data[names[old]] = data.pop(old)
        return super()._migrate(data)

    def _complete(self) -> None:
        layers = range(self.num_hidden_layers)
        if self.layer_types is None:
            attending = layers if self.full_attn_idxs is None else self.full_attn_idxs
            self.full_attn_idxs = list(attending)
            self.layer_types = [
                "full_attention" if layer in attending else "conv" for layer in layers
            ]
        super()._complete()

    @property
    def feed_forward_size(self) -> int:
        """The size between the two layers of the feed-forward part."""
        size = self.intermediate_size
        if not self.block_auto_adjust_ff_dim:
            return size
        size = int(2 * size / 3)
        if self.block_ffn_dim_multiplier is None:
            return size
        size, multiple = int(self.block_ffn_dim_multiplier * size), self.block_multiple_of
        return -(-size // multiple) * multiple
