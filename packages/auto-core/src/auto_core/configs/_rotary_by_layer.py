"""Configs whose layers rotate by their type: full or sliding-window attention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from auto_core.configs._rotary import LAYER_TYPES, RotaryConfig, fold

_LOCAL = "rope_local_base_freq"  # transformers 4: the base of sliding-window layers


class RotaryByLayerConfig(RotaryConfig):
    """`rope_parameters` has one rotation for each type of layer.

    Files and callers may say instead, as transformers 4 did, `rope_theta`, `rope_scaling` (of
    full attention) and `rope_local_base_freq`.
    """

    # How layers are called: without a window, and with one.
    rotary_types: ClassVar[tuple[str, str]] = LAYER_TYPES
    # The base of sliding-window layers; None for that of the others.
    local_theta: ClassVar[float | None] = None
    # The rotations where nobody names any; None for those of the bases alone.
    default_rotations: ClassVar[Any] = None
    # Whether rope_scaling holds for sliding-window layers too.
    scales_all: ClassVar[bool] = False

    def __init__(self, **kwargs: Any):
        super().__init__(**self._by_layer(kwargs))

    @classmethod
    def accepted_keywords(cls, data: Iterable[str] = ()) -> set[str]:
        return super().accepted_keywords(data) | {_LOCAL}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        data = cls._by_layer(dict(data))
        rope, (whole, sliding) = data["rope_parameters"], cls.rotary_types
        if "rope_scaling" in overrides:
            theta = {key: rope[whole][key] for key in ("rope_theta",) if key in rope[whole]}
            scaling = overrides.pop("rope_scaling") or {}
            rope[whole] = theta | scaling
            if cls.scales_all:
                theta = rope[sliding].get("rope_theta")
                rope[sliding] = {**scaling, "rope_theta": theta}
        if (theta := overrides.pop("rope_theta", None)) is not None:
            rope[whole]["rope_theta"] = theta
        if (theta := overrides.pop(_LOCAL, None)) is not None:
            rope[sliding]["rope_theta"] = theta
        return super().from_dict(data, **overrides)

    @classmethod
    def _by_layer(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Both spellings as one mapping of rotations; what is outside of them is the main one's."""
        data = fold(data)
        given = dict(data.get("rope_parameters") or cls.default_rotations or {})
        main, sliding = (dict(given.pop(kind, None) or {}) for kind in cls.rotary_types)
        local = data.pop(_LOCAL, None)
        if local is None and cls.local_theta is None:
            local = given.get("rope_theta")
        if cls.scales_all:
            sliding = {k: v for k, v in given.items() if k != "rope_theta"} | sliding
        if local is not None:
            sliding = {"rope_theta": local, **sliding}
        names = cls.rotary_types
        data["rope_parameters"] = dict(zip(names, ({**given, **main}, sliding), strict=True))
        return data

    def _complete_rotation(self) -> None:
        rope, local = self.rope_parameters or {}, self.local_theta
        whole, sliding = self.rotary_types
        theta = self.default_theta if local is None else local
        self.rope_parameters = {
            whole: self._completed(rope.get(whole), self.default_theta),
            sliding: self._completed(rope.get(sliding), theta),
        }

    def rotation(self, layer_type: str | None = None) -> dict[str, Any]:
        return (self.rope_parameters or {})[layer_type or self.rotary_types[0]]

    def rotary_size_of(self, layer_type: str) -> int:
        if self.default_partial is None:
            return self.rotary_size
        return int(self.head_size * self.rotation(layer_type)["partial_rotary_factor"])

    @property
    def rope_theta(self) -> float:
        """The base of the frequencies of full attention."""
        return self.rotation()["rope_theta"]

    @rope_theta.setter
    def rope_theta(self, value: float) -> None:
        main = {**self.rotation(), "rope_theta": value}
        self.rope_parameters = {**(self.rope_parameters or {}), self.rotary_types[0]: main}

    @property
    def rope_local_base_freq(self) -> float:
        """The base of the frequencies of sliding-window attention."""
        return self.rotation(self.rotary_types[1])["rope_theta"]
