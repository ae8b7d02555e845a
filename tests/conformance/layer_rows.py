"""Tables of layers: how each is built and what it is called with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance.rows import ints, x


@dataclass(frozen=True)
class LayerRow:
    """One layer with an input."""

    layer: str
    of: str
    args: tuple[Any, ...]
    input: Any
    kwargs: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.layer}-{self.of}"


LAYERS = [
    LayerRow("Linear", "matrix", (4, 3), x(2, 4)),
    LayerRow("Linear", "three axes", (4, 3), x(2, 5, 4)),
    LayerRow("Linear", "no bias", (4, 3), x(2, 4), {"bias": False}),
    LayerRow("Linear", "empty batch", (4, 3), x(0, 4)),
    LayerRow("Embedding", "matrix", (7, 3), ints(2, 5, high=7)),
    LayerRow("Embedding", "padding row", (7, 3), ints(2, 5, high=7), {"padding_idx": 2}),
    LayerRow("Embedding", "one", (1, 3), ints(2, high=1)),
    LayerRow("LayerNorm", "matrix", (6,), x(2, 6), {"eps": 1e-12}),
    LayerRow("LayerNorm", "large eps", (6,), x(2, 3, 6), {"eps": 0.5}),
    LayerRow("LayerNorm", "no bias", (6,), x(2, 6), {"eps": 1e-5, "bias": False}),
    LayerRow("LayerNorm", "far from zero", (64,), 100 + x(2, 64), {"eps": 1e-12}),
    LayerRow("Dropout", "inactive", (0.5,), x(2, 6)),
]
