"""UltraBERT (dmis-lab/UltraBERT-150M)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from auto_core.configs._rotary import LAYER_TYPES
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig
from auto_core.configs.llama import LlamaConfig

_MAIN, _SLIDING = LAYER_TYPES


class UltrabertConfig(RotaryByLayerConfig, LlamaConfig):
    """Sizes and options of UltraBERT. The defaults are upstream's.

    Args:
        sliding_window: in sliding layers, how far tokens lie apart at most, both ways.
        prediction_head_size: inner size of the head of masked tokens.
    """

    model_type = "ultrabert"

    default_theta = 2_560_000.0
    local_theta: ClassVar[float | None] = 10_000.0

    max_position_embeddings: int = 32768
    pad_token_id: int | None = 0
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 0
    use_cache: bool = False
    sliding_window: int = 128
    layer_types: list[str] | None = None
    prediction_head_size: int = 768
    classifier_dropout: float = 0.0
    classifier_pooling: str = "cls"

    @classmethod
    def accepted_keywords(cls, data: Iterable[str] = ()) -> set[str]:
        return super().accepted_keywords(data) | {"attention_windows"}

    @classmethod
    def _by_layer(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Published files have lists of windows (0: none) and of bases, one for each layer."""
        data = dict(data)
        windows = data.pop("attention_windows", None)
        if windows is not None:
            first = next((window for window in windows if window), None)
            if first is not None:
                data["sliding_window"] = first
            if data.get("layer_types") is None:
                data["layer_types"] = [_SLIDING if window else _MAIN for window in windows]
        bases = data.get("rope_theta")
        if isinstance(bases, list | tuple):
            kinds = data.get("layer_types") or _kinds(len(bases))
            rope = {kind: {"rope_theta": base} for kind, base in zip(kinds, bases, strict=False)}
            del data["rope_theta"]
            if data.get("rope_parameters") is None:
                data["rope_parameters"] = rope
        return super()._by_layer(data)

    def _complete(self) -> None:
        super()._complete()
        if self.layer_types is None:
            self.layer_types = _kinds(self.num_hidden_layers)
        if len(self.layer_types) != self.num_hidden_layers or {*self.layer_types} - {*LAYER_TYPES}:
            kinds = " and ".join(map(repr, LAYER_TYPES))
            self._refuse("layer_types", f"{self.num_hidden_layers} of {kinds}")
        if self.sliding_window < 1:
            self._refuse("sliding_window", "1 or more")
        if self.classifier_pooling not in ("cls", "mean"):
            self._refuse("classifier_pooling", "'cls' or 'mean'")

    def window(self, layer: int) -> int | None:
        """How far a query of this layer attends, both ways, itself included; None for all."""
        slides = (self.layer_types or [])[layer] == _SLIDING
        return self.sliding_window + 1 if slides else None


def _kinds(layers: int) -> list[str]:
    """Every third layer attends to all tokens."""
    return [_SLIDING if (layer + 1) % 3 else _MAIN for layer in range(layers)]
