"""Command R7B and Command A (Cohere, 2024, 2025: arXiv:2504.00698)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, SlidingLayers


class Cohere2Config(AttentionBiasConfig, SlidingLayers):
    """Sizes and options of Command R7B. The defaults are upstream's."""

    model_type = "cohere2"

    vocab_size: int = 256000
    hidden_size: int = 8192
    intermediate_size: int = 22528
    logit_scale: float = 0.0625
    num_hidden_layers: int = 40
    num_attention_heads: int = 64
    max_position_embeddings: int = 8192
    layer_norm_eps: float = 1e-5
    pad_token_id: int | None = 0
    bos_token_id: int | None = 5
    eos_token_id: int | list[int] | None = 255001
    tie_word_embeddings: bool = True
    # Every so many layers one has full attention, where layer_types is not given.
    sliding_window_pattern: int = 4

    def _complete(self) -> None:
        super()._complete()
        self._slide_but_every(self.sliding_window_pattern)
        self._check_layer_types()

    @property
    def epsilon(self) -> float:
        return self.layer_norm_eps
