"""Time series brought to one scale, each channel by what is known of it.

b batch, t values, c channels.
"""

from __future__ import annotations

from typing import Any

from .. import ops


def scaled(config: Any, values, observed, *, deviation: tuple[Any, ...] = ("std",)):
    """Values [b t c] as the network reads them, and what was taken away and divided by, [b 1 c].

    `observed` [b t c] is 0.0 where a value is missing; `deviation` are the config's values of
    `scaling` that divide by the standard deviation, where others divide by the mean.
    """
    count = ops.sum(observed, 1, keepdim=True)
    if config.scaling in deviation:
        least = getattr(config, "minimum_scale", 1e-5)
        count = ops.clamp(count, min=1.0)
        loc = ops.sum(values * observed, 1, keepdim=True) / count
        centred = (values - loc) * observed
        scale = ops.sqrt(ops.sum(centred**2, 1, keepdim=True) / count + least)
        return (values - loc) / scale, loc, scale
    none = ops.zeros(ops.shape(count), like=values)
    if not config.scaling:
        return values, none, none + 1.0
    total = ops.sum(ops.abs(values * observed), 1, keepdim=True)
    scale = total / ops.clamp(count, min=1.0)
    default = getattr(config, "default_scale", None)
    if default is None:  # that of the channel in the whole batch
        whole = ops.sum(total, 0, keepdim=True)
        default = whole / ops.clamp(ops.sum(count, 0, keepdim=True), min=1.0)
    scale = ops.where(count > 0, scale, default + none)
    scale = ops.clamp(scale, min=getattr(config, "minimum_scale", 1e-10))
    return values / scale, none, scale
