"""What ModernBERT (Warner et al., 2024, arXiv:2412.13663) and its decoder share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from auto_core.configs._rotary import LAYER_TYPES
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig

# How the files say what others call by the name on the right.
_NAMES = {"global_rope_theta": "rope_theta", "local_rope_theta": "rope_local_base_freq"}


class ModernBertLayersConfig(RotaryByLayerConfig):
    """Sizes and options of layers, most of which have a window."""

    default_theta = 160_000.0
    local_theta: ClassVar[float | None] = 10_000.0
    scales_all: ClassVar[bool] = True

    vocab_size: int = 50368
    hidden_size: int = 768
    intermediate_size: int = 1152
    num_hidden_layers: int = 22
    num_attention_heads: int = 12
    hidden_activation: str = "gelu"
    max_position_embeddings: int = 8192
    initializer_range: float = 0.02
    initializer_cutoff_factor: float = 2.0
    norm_eps: float = 1e-5
    norm_bias: bool = False
    pad_token_id: int | None = 50283
    eos_token_id: int | list[int] | None = 50282
    bos_token_id: int | None = 50281
    cls_token_id: int | None = 50281
    sep_token_id: int | None = 50282
    attention_bias: bool = False
    attention_dropout: float = 0.0
    embedding_dropout: float = 0.0
    mlp_bias: bool = False
    mlp_dropout: float = 0.0
    decoder_bias: bool = True
    classifier_dropout: float = 0.0
    classifier_bias: bool = False
    classifier_activation: str = "gelu"
    local_attention: int = 128  # of sliding layers: how far tokens lie apart at most, both ways
    # Every so many layers one has full attention, where layer_types is not given.
    global_attn_every_n_layers: int = 3
    layer_types: list[str] | None = None
    tie_word_embeddings: bool = True

    @classmethod
    def accepted_keywords(cls, data: Iterable[str] = ()) -> set[str]:
        return super().accepted_keywords(data) | set(_NAMES)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        overrides = {_NAMES.get(name, name): value for name, value in overrides.items()}
        return super().from_dict(data, **overrides)

    @classmethod
    def _by_layer(cls, data: dict[str, Any]) -> dict[str, Any]:
        return super()._by_layer({_NAMES.get(name, name): value for name, value in data.items()})

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.layer_types is None:
            every = self.global_attn_every_n_layers
            layers = range(self.num_hidden_layers)
            self.layer_types = [LAYER_TYPES[bool(layer % every)] for layer in layers]
        if len(self.layer_types) != self.num_hidden_layers or set(self.layer_types) - {
            *LAYER_TYPES
        }:
            self._refuse(
                "layer_types", f"{self.num_hidden_layers} of {' and '.join(map(repr, LAYER_TYPES))}"
            )
        if self.local_attention < 2:
            self._refuse("local_attention", "2 or more")

    @property
    def head_size(self) -> int:
        """How many numbers a head has."""
        return self.hidden_size // self.num_attention_heads

    @property
    def rotary_size(self) -> int:
        """How many numbers of a head rotate."""
        return self.head_size

    def slides(self, layer: int) -> bool:
        """Whether a layer has a window."""
        return (self.layer_types or [])[layer] == "sliding_attention"
