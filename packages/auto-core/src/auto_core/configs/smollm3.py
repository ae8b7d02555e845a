"""SmolLM3 (Hugging Face, 2025)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig


class SmolLM3Config(AttentionBiasConfig, SlidingDecoderConfig):
    """Sizes and options of SmolLM3. The defaults are SmolLM3-3B's."""

    model_type = "smollm3"
    default_theta = 2000000.0

    vocab_size: int = 128256
    hidden_size: int = 2048
    num_hidden_layers: int = 36
    num_attention_heads: int = 16
    num_key_value_heads: int | None = 4
    max_position_embeddings: int = 32768
    pad_token_id: int | None = 128004
    bos_token_id: int | None = 128000
    eos_token_id: int | list[int] | None = 128001
    use_sliding_window: bool = False
    sliding_window: int | None = None
    # 1 for layers that rotate queries and keys, 0 for those that do not (NoPE).
    no_rope_layers: list[int] | None = None
    no_rope_layer_interval: int = 4
    mlp_bias: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        layers = range(self.num_hidden_layers)
        if self.no_rope_layers is None:
            self.no_rope_layers = [int((i + 1) % self.no_rope_layer_interval != 0) for i in layers]
        if len(self.no_rope_layers) != len(layers):
            self._refuse("no_rope_layers", f"{len(layers)} numbers, one for each layer")
        if self.layer_types is None:
            slides = self.use_sliding_window and self.sliding_window is not None
            self.layer_types = [
                "sliding_attention" if slides and not rotates else "full_attention"
                for rotates in self.no_rope_layers
            ]
        self._check_layer_types()

    def rotates(self, layer: int) -> bool:
        """Whether a layer rotates its queries and keys."""
        return bool((self.no_rope_layers or [])[layer])

    def window(self, layer: int) -> int | None:
        return super().window(layer) if self.use_sliding_window else None

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
