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
    training: bool = False

    def __str__(self) -> str:
        return f"{self.layer}-{self.of}"


LAYERS = [
    LayerRow("Linear", "matrix", (4, 3), x(2, 4)),
    LayerRow("Linear", "three axes", (4, 3), x(2, 5, 4)),
    LayerRow("Linear", "no bias", (4, 3), x(2, 4), {"bias": False}),
    LayerRow("Linear", "empty batch", (4, 3), x(0, 4)),
    LayerRow("Embedding", "matrix", (7, 3), ints(2, 5, high=7)),
    LayerRow("Embedding", "padding row", (7, 3), ints(2, 5, high=7), {"padding_idx": 2}),
    LayerRow("Embedding", "no padding row", (7, 3), ints(2, 5, high=7), {"padding_idx": 9}),
    LayerRow("Embedding", "one", (1, 3), ints(2, high=1)),
    LayerRow("Embedding", "scaled", (7, 3), ints(2, 5, high=7), {"padding_idx": 2, "scale": 1.7}),
    LayerRow(
        "Embedding",
        "rounded scale",
        (7, 3),
        ints(2, 5, high=7),
        {"scale": 1.7, "round_scale": True},
    ),
    LayerRow("LayerNorm", "matrix", (6,), x(2, 6), {"eps": 1e-12}),
    LayerRow("LayerNorm", "large eps", (6,), x(2, 3, 6), {"eps": 0.5}),
    LayerRow("LayerNorm", "no bias", (6,), x(2, 6), {"eps": 1e-5, "bias": False}),
    LayerRow("LayerNorm", "far from zero", (64,), 100 + x(2, 64), {"eps": 1e-12}),
    LayerRow("Dropout", "inactive", (0.5,), x(2, 6)),
    LayerRow("DropPath", "inactive", (0.5,), x(2, 3, 6)),
    LayerRow("DropPath", "of nothing", (0.0,), x(2, 3), training=True),
    LayerRow("Conv1d", "plain", (4, 6, 3), x(2, 9, 4)),
    LayerRow("Conv1d", "stride", (4, 6, 4), x(2, 10, 4), {"stride": 3, "padding": 1}),
    LayerRow("Conv1d", "same", (4, 6, 5), x(2, 7, 4), {"padding": 2, "bias": False}),
    LayerRow("Conv1d", "groups", (4, 6, 4), x(2, 7, 4), {"padding": 2, "groups": 2}),
    LayerRow("Conv1d", "depthwise", (4, 4, 3), x(2, 7, 4), {"padding": 1, "groups": 4}),
    LayerRow("Conv1d", "depthwise stride", (4, 8, 3), x(2, 7, 4), {"stride": 2, "groups": 4}),
    LayerRow("Conv1d", "depthwise dilation", (4, 4, 3), x(2, 9, 4), {"dilation": 2, "groups": 4}),
    LayerRow("Conv1d", "dilation", (4, 6, 3), x(2, 9, 4), {"dilation": 3}),
    LayerRow("Conv1d", "one step", (4, 6, 1), x(1, 1, 4)),
    LayerRow("Conv1d", "empty batch", (4, 6, 3), x(0, 5, 4)),
    LayerRow("Conv2d", "patches", (3, 8, 4), x(2, 8, 12, 3), {"stride": 4}),
    LayerRow("Conv2d", "patches, uneven", (3, 8, (4, 2)), x(2, 9, 7, 3), {"stride": (4, 2)}),
    LayerRow("Conv2d", "same", (3, 5, 3), x(2, 6, 5, 3), {"padding": 1}),
    LayerRow("Conv2d", "stride", (3, 5, 3), x(2, 6, 5, 3), {"stride": 2, "padding": 1}),
    LayerRow("Conv2d", "even kernel", (3, 5, 2), x(2, 6, 5, 3), {"padding": 1, "bias": False}),
    LayerRow("Conv2d", "dilation", (3, 5, 3), x(2, 9, 8, 3), {"dilation": 2, "padding": 2}),
    LayerRow(
        "Conv2d",
        "dilation and stride",
        (4, 6, 3),
        x(2, 9, 9, 4),
        {"dilation": (2, 1), "stride": 2, "padding": (2, 1), "groups": 2},
    ),
    LayerRow("Conv2d", "groups", (6, 9, 3), x(2, 5, 6, 6), {"padding": 1, "groups": 3}),
    LayerRow("Conv2d", "depthwise", (4, 4, 3), x(2, 5, 6, 4), {"padding": 1, "groups": 4}),
    LayerRow(
        "Conv2d",
        "depthwise stride",
        (4, 8, 3),
        x(2, 7, 6, 4),
        {"padding": 1, "stride": 2, "groups": 4},
    ),
    LayerRow(
        "Conv2d",
        "depthwise uneven stride",
        (4, 4, 3),
        x(2, 7, 6, 4),
        {"padding": (0, 1), "stride": (1, 2), "groups": 4},
    ),
    LayerRow("Conv2d", "one pixel", (3, 5, 1), x(1, 1, 1, 3)),
    LayerRow("Conv2d", "one channel", (1, 2, 3), x(1, 4, 4, 1), {"groups": 1}),
    LayerRow("Conv2d", "empty batch", (3, 5, 2), x(0, 4, 4, 3)),
    LayerRow("Conv3d", "tubes", (3, 4, (2, 3, 2)), x(2, 4, 6, 4, 3), {"stride": (2, 3, 2)}),
    LayerRow("Conv3d", "same", (3, 4, 3), x(1, 3, 4, 5, 3), {"padding": 1}),
    LayerRow("Conv3d", "groups", (4, 4, 2), x(1, 3, 4, 5, 4), {"groups": 2, "bias": False}),
    LayerRow("Conv3d", "dilation", (2, 3, 2), x(1, 4, 4, 5, 2), {"dilation": 2}),
    LayerRow("ConvTranspose1d", "plain", (4, 3, 3), x(2, 5, 4)),
    LayerRow("ConvTranspose1d", "stride", (4, 3, 8), x(2, 5, 4), {"stride": 4, "padding": 2}),
    LayerRow("ConvTranspose2d", "upsample", (4, 3, 2), x(2, 3, 5, 4), {"stride": 2}),
    LayerRow(
        "ConvTranspose2d",
        "output padding",
        (4, 3, 3),
        x(2, 3, 5, 4),
        {"stride": 2, "padding": 1, "output_padding": 1, "bias": False},
    ),
    LayerRow(
        "ConvTranspose2d",
        "uneven",
        (4, 3, (3, 2)),
        x(2, 3, 5, 4),
        {"stride": (1, 2), "padding": (1, 0), "output_padding": (0, 1)},
    ),
    LayerRow(
        "ConvTranspose2d",
        "groups",
        (4, 6, 3),
        x(2, 3, 5, 4),
        {"stride": 2, "groups": 2, "output_padding": 1},
    ),
    LayerRow("ConvTranspose2d", "dilation", (4, 3, 3), x(2, 3, 5, 4), {"dilation": 2, "stride": 3}),
    LayerRow("ConvTranspose2d", "empty batch", (4, 3, 2), x(0, 3, 5, 4), {"stride": 2}),
    LayerRow("BatchNorm1d", "vectors", (5,), x(6, 5), {"eps": 1e-5, "momentum": 0.1}),
    LayerRow("BatchNorm1d", "sequences", (5,), x(2, 4, 5), {"eps": 1e-5, "momentum": 0.1}),
    LayerRow(
        "BatchNorm1d", "training", (5,), 2 + x(6, 5), {"eps": 1e-3, "momentum": 0.3}, training=True
    ),
    LayerRow("BatchNorm2d", "images", (5,), x(2, 3, 4, 5), {"eps": 1e-5, "momentum": 0.1}),
    LayerRow(
        "BatchNorm2d",
        "not affine",
        (5,),
        x(2, 3, 4, 5),
        {"eps": 1e-5, "momentum": 0.1, "affine": False},
    ),
    LayerRow(
        "BatchNorm2d",
        "training",
        (5,),
        2 + x(3, 2, 4, 5),
        {"eps": 1e-5, "momentum": 0.1},
        training=True,
    ),
    LayerRow("BatchNorm2d", "empty batch", (5,), x(0, 3, 4, 5), {"eps": 1e-5, "momentum": 0.1}),
    LayerRow("GroupNorm", "images", (2, 6), 3 + x(2, 3, 4, 6), {"eps": 1e-5}),
    LayerRow("GroupNorm", "sequences", (6, 6), x(2, 5, 6), {"eps": 1e-6}),
    LayerRow("GroupNorm", "vectors", (2, 6), x(3, 6), {"eps": 1e-5}),
    LayerRow("GroupNorm", "not affine", (1, 6), x(2, 5, 6), {"eps": 1e-6, "affine": False}),
]
