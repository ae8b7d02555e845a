"""What a leaf layer says of its parameters: how they lie in a checkpoint (see `layouts`)."""

from __future__ import annotations

from dataclasses import dataclass

from auto_core.initializers import Init


@dataclass(frozen=True)
class Stored:
    """One parameter of a leaf layer.

    Attributes:
        name: in the checkpoint.
        attribute: of the layer.
        init: its first value, in the checkpoint's layout.
        axes: those of the checkpoint's tensor, in the parameter's order; None: as they are.
    """

    name: str
    attribute: str
    init: Init
    axes: tuple[int, ...] | None = None
