"""BLOOM (BigScience Workshop, 2022, arXiv:2211.05100)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._base import PreTrainedConfig


class BloomConfig(PreTrainedConfig):
    """Sizes and options of BLOOM. The defaults are upstream's, which are no published model."""

    model_type = "bloom"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_hidden_layers": "n_layer",
        "num_attention_heads": "n_head",
        "n_embed": "hidden_size",
    }

    vocab_size: int = 250880
    hidden_size: int = 64
    n_layer: int = 2
    n_head: int = 8
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    use_cache: bool = True
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2
    pad_token_id: int | None = None
    # Residual sums start from what the norm gives, instead of from what it gets.
    apply_residual_connection_post_layernorm: bool = False
    hidden_dropout: float = 0.0
    attention_dropout: float = 0.0
    classifier_dropout: float | None = None  # hidden_dropout
    # Products by slices of the weights, with the same result.
    pretraining_tp: int = 1
    slow_but_exact: bool = False
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.n_head:
            self._refuse("n_head", f"a divisor of hidden_size={self.hidden_size}")
