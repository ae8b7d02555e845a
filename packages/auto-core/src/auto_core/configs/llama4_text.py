"""The decoder of Llama 4 (Meta, 2025)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import AttentionBiasConfig


class Llama4TextConfig(AttentionBiasConfig, RouterLossConfig):
    """Sizes and options of Llama 4's decoder. The defaults are Scout's."""

    model_type = "llama4_text"
    base_config_key = "text_config"
    attribute_map: ClassVar[dict[str, str]] = {"num_experts": "num_local_experts"}
    default_theta = 500000.0

    vocab_size: int = 202048
    hidden_size: int = 5120
    intermediate_size: int = 8192
    intermediate_size_mlp: int = 16384  # of layers without experts
    num_hidden_layers: int = 48
    num_attention_heads: int = 40
    num_key_value_heads: int | None = 8
    head_dim: int | None = 128
    max_position_embeddings: int = 4096 * 32
    rms_norm_eps: float = 1e-5
    num_experts_per_tok: int | None = 1
    num_local_experts: int = 16
    # The layers with experts; by default every so many.
    moe_layers: list[int] | None = None
    interleave_moe_layer_step: int = 1
    router_jitter_noise: float = 0.0  # which nothing reads, upstream neither
    # 1 for each layer that rotates queries and keys; by default all but every so many.
    no_rope_layers: list[int] | None = None
    no_rope_layer_interval: int = 4
    use_qk_norm: bool = True  # of layers that rotate
    attention_chunk_size: int | None = 8192
    layer_types: list[str] | None = None
    # Where nothing rotates, queries grow with the logarithm of their position.
    attn_temperature_tuning: bool = True
    floor_scale: int = 8192
    attn_scale: float = 0.1

    def _complete(self) -> None:
        super()._complete()
        layers = range(self.num_hidden_layers)
        for name in ("no_rope_layer_interval", "interleave_moe_layer_step", "floor_scale"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")
        if not self.no_rope_layers:
            interval = self.no_rope_layer_interval
            self.no_rope_layers = [int((i + 1) % interval != 0) for i in layers]
        if len(self.no_rope_layers) != len(layers):
            self._refuse("no_rope_layers", f"{len(layers)} numbers, 1 for layers that rotate")
        if self.moe_layers is None:
            step = self.interleave_moe_layer_step
            self.moe_layers = list(layers[step - 1 :: step])
        if self.layer_types is None:
            kinds = ("full_attention", "chunked_attention")
            self.layer_types = [kinds[bool(rotates)] for rotates in self.no_rope_layers]
        types = self.layer_types
        if len(types) != len(layers) or set(types) - {"full_attention", "chunked_attention"}:
            self._refuse("layer_types", f"{len(layers)} of 'full_attention', 'chunked_attention'")
        if "chunked_attention" in types and not self.attention_chunk_size:
            self._refuse(
                "attention_chunk_size", "a number above 0, because some layers have chunks"
            )

    def is_sparse(self, layer: int) -> bool:
        return layer in (self.moe_layers or ())

    def rotates(self, layer: int) -> bool:
        """Whether this layer rotates queries and keys."""
        return bool((self.no_rope_layers or [])[layer])

    def is_chunked(self, layer: int) -> bool:
        """Whether a token of this layer sees only its own chunk."""
        return (self.layer_types or [])[layer] == "chunked_attention"
