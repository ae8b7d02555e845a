"""OLMo Hybrid (Ai2, 2026)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class OlmoHybridConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of OLMo Hybrid. The defaults are Olmo-Hybrid-7B's."""

    model_type = "olmo_hybrid"

    vocab_size: int = 100352
    hidden_size: int = 3840
    num_attention_heads: int = 30
    max_position_embeddings: int = 65536
    pad_token_id: int | None = 100277
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 100257
    layer_types: list[str] | None = None  # "linear_attention" or "full_attention", of each layer
    linear_num_key_heads: int | None = None  # num_attention_heads
    linear_num_value_heads: int | None = None  # num_attention_heads
    linear_key_head_dim: int | None = None  # three quarters of a share of hidden_size
    linear_value_head_dim: int | None = None  # twice a key's
    # First values of decays and time steps; of no effect on a checkpoint.
    linear_a_log_min: float = 0.0
    linear_a_log_max: float = 16.0
    linear_dt_min: float = 0.001
    linear_dt_max: float = 0.1
    linear_dt_init_floor: float = 1e-4
    linear_conv_kernel_dim: int = 4
    linear_allow_neg_eigval: bool = True  # values replace what was there up to twice

    def _complete(self) -> None:
        super()._complete()
        layers, heads = self.num_hidden_layers, self.num_attention_heads
        if self.layer_types is None:
            types = ["linear_attention" if i % 4 != 3 else "full_attention" for i in range(layers)]
            self.layer_types = (
                types if "full_attention" in types else [*types[:-1], "full_attention"]
            )
        kinds = {"linear_attention", "full_attention"}
        if len(self.layer_types) != layers or set(self.layer_types) != kinds:
            self._refuse("layer_types", f"{layers} of both 'linear_attention' and 'full_attention'")
        self.linear_num_key_heads = self.linear_num_key_heads or heads
        self.linear_num_value_heads = self.linear_num_value_heads or heads
        if self.linear_key_head_dim is None:
            self.linear_key_head_dim = int(0.75 * self.hidden_size / self.linear_num_key_heads)
        if self.linear_value_head_dim is None:
            self.linear_value_head_dim = 2 * self.linear_key_head_dim
        if self.linear_num_value_heads % self.linear_num_key_heads:
            keys = self.linear_num_key_heads
            self._refuse("linear_num_value_heads", f"a multiple of linear_num_key_heads={keys}")
        if self.linear_conv_kernel_dim < 2:
            self._refuse("linear_conv_kernel_dim", "2 tokens or more")

    def _complete_rotation(self) -> None:
        if self.rotates:
            super()._complete_rotation()

    @property
    def rotates(self) -> bool:
        """Whether queries and keys rotate: unless rope_parameters have no base."""
        rope = self.rope_parameters
        return rope is None or rope.get("rope_theta", 0) is not None

    def rotation(self) -> dict[str, Any]:
        plain = {"rope_type": "default", "rope_theta": self.default_theta}
        return super().rotation() if self.rotates else plain

    @property
    def convolved_sizes(self) -> tuple[int, int, int]:
        """The channels of queries, of keys and of values."""
        keys = (self.linear_num_key_heads or 0) * (self.linear_key_head_dim or 0)
        values = (self.linear_num_value_heads or 0) * (self.linear_value_head_dim or 0)
        return keys, keys, values
