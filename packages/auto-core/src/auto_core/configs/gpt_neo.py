"""GPT-Neo (Black et al., 2021)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class GPTNeoConfig(PreTrainedConfig):
    """Sizes and options of GPT-Neo. The defaults are GPT-Neo-1.3B's."""

    model_type = "gpt_neo"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers",
    }

    vocab_size: int = 50257
    max_position_embeddings: int = 2048
    hidden_size: int = 2048
    num_layers: int = 24
    # [[kinds, how often], ...]: kinds of attention ("global", "local") of layers, repeated.
    attention_types: list[Any] | None = None
    num_heads: int = 16
    intermediate_size: int | None = None  # 4 * hidden_size
    window_size: int = 256  # what a query of a local layer sees, itself included
    activation_function: str = "gelu_new"
    resid_dropout: float = 0.0
    embed_dropout: float = 0.0
    attention_dropout: float = 0.0
    classifier_dropout: float | None = 0.1
    layer_norm_epsilon: float = 1e-5
    initializer_range: float = 0.02
    use_cache: bool = True
    bos_token_id: int | None = 50256
    eos_token_id: int | list[int] | None = 50256
    pad_token_id: int | None = None
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_heads:
            self._refuse("num_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.attention_types is None:
            self.attention_types = [[["global", "local"], 12]]
        kinds = self.attention_layers
        if len(kinds) != self.num_layers or set(kinds) - {"global", "local"}:
            self._refuse(
                "attention_types",
                f"[[['global', 'local'], n], ...] for num_layers={self.num_layers} layers",
            )

    @property
    def attention_layers(self) -> list[str]:
        """The kind of attention of each layer."""
        try:
            return [
                kind
                for kinds, times in self.attention_types or []
                for kind in list(kinds) * int(times)
            ]
        except (TypeError, ValueError):
            self._refuse("attention_types", "pairs of a list of kinds and a number")

    def window(self, layer: int) -> int | None:
        """How many tokens a query of this layer sees, itself included; None for all."""
        return self.window_size if self.attention_layers[layer] == "local" else None
