"""Resizing images and sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor
from torch.nn import functional

from auto_core.ops.resize import Mode
from auto_torch.ops.math import in_float32


def interpolate(
    x: Tensor,
    size: int | Sequence[int],
    *,
    mode: Mode,
    align_corners: bool,
    antialias: bool = False,
) -> Tensor:
    options: dict[str, Any] = {
        "size": size if isinstance(size, int) else tuple(size),
        "mode": mode,
        "align_corners": None if mode == "nearest" else align_corners,
    }
    x = x.movedim(-1, 1)
    if antialias:
        x = in_float32(functional.interpolate, x, antialias=True, **options)
    else:
        x = functional.interpolate(x, **options)
    return x.movedim(1, -1)
