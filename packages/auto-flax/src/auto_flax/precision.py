"""Computing in one dtype over parameters of another: Flax's `dtype` and `param_dtype`.

Small steps of an optimizer are lost in bfloat16, so its parameters stay in float32 and a call
computes with a copy. What comes out is what a model of bfloat16 computes; gradients are float32.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx

from auto_core.pretrained import parameter_dtype
from auto_flax import layouts
from auto_flax.nn.norm import Statistics


def taken(kwargs: dict[str, Any], param_dtype: Any) -> str | None:
    """Put `param_dtype`, if it is given, where `dtype` is; returns the dtype to compute in."""
    if param_dtype is None:
        return None
    older = kwargs.pop("torch_dtype", None)
    computing = parameter_dtype(kwargs.get("dtype", older))
    kwargs["dtype"] = stored = parameter_dtype(param_dtype)
    return None if computing in (None, "auto", stored) else computing


def cast(model: Any) -> Any:
    """A copy in the dtype to compute in. Statistics of batches stay as they are, and so does what
    the architecture keeps in float32."""
    graphdef, state = nnx.split(model)
    copy = nnx.merge(graphdef, jax.tree.map(lambda x: x, state))  # with variables of its own
    dtype = jnp.dtype(model.computing_dtype)
    del copy.computing_dtype
    wide = [re.compile(p) for p in (copy.kept_wide if dtype.itemsize == 2 else ())]
    statistics = {id(variable) for variable in _statistics(copy)}
    for slot in layouts.slots(copy):
        value = slot.variable.get_value()
        floating = jnp.issubdtype(value.dtype, jnp.floating) and id(slot.variable) not in statistics
        if floating and not any(pattern.search(slot.name) for pattern in wide):
            slot.variable.set_value(value.astype(dtype))
    return copy


def computed(model: Any, call: Callable[[Any], Any]) -> Any:
    """What a call of the copy returns; the model takes over random states and statistics."""
    if model.computing_dtype is None:
        return call(model)
    copy = cast(model)
    output = call(copy)
    for own, new in zip(_changing(model), _changing(copy), strict=True):
        if own.get_value() is not new.get_value():  # else a model outside of a trace is left alone
            own.set_value(new.get_value())
    return output


def _changing(model: Any) -> list[nnx.Variable[Any]]:
    """The variables that a call may change: random states and statistics."""
    found = {id(v): v for _, v in nnx.iter_graph(model) if isinstance(v, nnx.RngState)}
    return [*found.values(), *_statistics(model)]


def _statistics(model: Any) -> list[nnx.Variable[Any]]:
    """What normalisations have counted of the batches so far."""
    modules = [m for _, m in layouts.named_modules(model) if isinstance(m, Statistics)]
    return [v for m in modules for v in vars(m).values() if isinstance(v, nnx.BatchStat)]
