"""Modules and parameters: Flax NNX's own, whose parameters start as shapes without memory.

A parameter whose value is a `jax.ShapeDtypeStruct` becomes real when the checkpoint or the
initialiser gives it a value. So nothing is ever allocated twice.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from types import FunctionType
from typing import Any, Self

import jax
import jax.numpy as jnp
from flax import nnx

from auto_core.initializers import Init
from auto_core.recorder import recomputed
from auto_flax.ops.tensor import jax_dtype

_ticks = itertools.count(1)
# No arrays within; the last is of dtypes.
_PLAIN = frozenset((bool, int, float, str, type(None), FunctionType, type(jnp.float32)))


# What has no hash, and what stands in its place: JAX finds compiled functions by static values.
_FROZEN: dict[type, type] = {list: tuple, set: frozenset}


def _frozen(value: Any) -> Any:
    """Lists and sets as they may be static; those with modules or arrays as they are."""
    kind = type(value)
    if kind not in _FROZEN:
        return value
    parts = [_frozen(part) for part in value]
    plain = all(type(part) in (*_PLAIN, *_FROZEN.values()) for part in parts)
    return _FROZEN[kind](parts) if plain else value


class Clock:
    """Counts the changes of any module's structure: a layer replaced, dropout switched, ...

    A compiled call (see `auto_flax.compiled`) takes a model apart only when this has changed.
    Values of parameters are no structure; they are read at each call.
    """

    now = 0


class Parameter(nnx.Param):
    """A trainable array with a rule for its first value."""

    def __init__(self, shape: tuple[int, ...], *, init: Init):
        super().__init__(abstract(shape), init=init)


class Frozen(nnx.Variable[Any]):
    """A parameter that training leaves alone: gradients and optimizers look for `nnx.Param`."""


class Buffer(nnx.BatchStat):
    """An array that a checkpoint holds and training leaves alone, with its rule as above."""

    def __init__(self, shape: tuple[int, ...], *, init: Init, dtype: str = "float32"):
        super().__init__(abstract(shape, dtype), init=init, stored_as=dtype)


def abstract(shape: tuple[int, ...], dtype: str = "float32") -> jax.ShapeDtypeStruct:
    """What a parameter holds before it has a value."""
    return jax.ShapeDtypeStruct(tuple(shape), jax_dtype(dtype))


class NoRngs:
    """Stands for the `rngs` of native layers, which have no values when they are built."""

    def params(self) -> None:
        """No key."""


def without_value(key: Any, shape: tuple[int, ...], dtype: Any) -> jax.ShapeDtypeStruct:
    """The initialiser of native layers: a shape only, to be filled by the model."""
    return jax.ShapeDtypeStruct(tuple(shape), dtype)


@functools.cache
def holds_arrays(kind: type) -> bool:
    """Whether a class is one of variables, modules or random streams. NNX's `isinstance` asks what
    tracers hold as well, each time."""
    return issubclass(kind, nnx.Variable | nnx.Pytree)


@functools.cache
def is_module(kind: type) -> bool:
    """Whether a class is one of modules."""
    return issubclass(kind, nnx.Module)


def modules_below(module: nnx.Module) -> Iterator[nnx.Module]:
    """This module and those below it, each once."""
    seen, waiting = {id(module)}, [module]
    while waiting:
        yield (module := waiting.pop())
        values = list(vars(module).values())
        for child in values:
            if isinstance(child, list | tuple):  # of modules of somebody's own
                values.extend(child)
            elif isinstance(child, dict):
                values.extend(child.values())
            elif is_module(type(child)) and id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)


class Layer(nnx.Module):
    """What is added to every NNX module here: torch's `train(mode)`, and the clock."""

    training = True

    def __setattr__(self, name: str, value: Any) -> None:
        if type(value) in _FROZEN:
            value = _frozen(value)
        if not self._set_known(name, value):
            # NNX would take None for static data, where no layer could be put later.
            super().__setattr__(name, nnx.data(None) if value is None else value)
        Clock.now = next(_ticks)

    def _set_known(self, name: str, value: Any) -> bool:
        """Set it as NNX would, if its class says whether it has arrays."""
        kind = type(value)
        data = holds_arrays(kind)
        if value is None or not (data or kind in _PLAIN):
            return False
        nodes: Any = self._pytree__nodes
        if name in nodes and data and not nodes[name]:
            return False  # which NNX refuses
        self._check_valid_context(lambda: f"Cannot mutate '{type(self).__name__}' here")
        if name not in nodes:
            object.__setattr__(self, "_pytree__nodes", nodes.update({name: data}))
        object.__setattr__(self, name, value)
        return True

    def _check_value(self, key: str, value: Any, *status: Any, **named: Any) -> None:
        # NNX looks twice for arrays in each value: half of the time of building a large model.
        kind = type(value)
        if kind in _PLAIN or key.startswith("_pytree__"):  # NNX's own notes
            return
        if holds_arrays(kind):  # where arrays may be
            nodes: Any = self._pytree__nodes
            if nodes[key] if key in nodes else key not in vars(self):
                return
        super()._check_value(key, value, *status, **named)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        Clock.now = next(_ticks)

    def train(self, mode: bool = True, **attributes: Any) -> Self:  # type: ignore[override]
        """Switch dropout on (True) or off, here and below. Returns self."""
        modes = {"deterministic": not mode, "use_running_average": not mode, "training": mode}
        modes |= attributes
        # As NNX's `set_attributes`, which also looks for modules in each array and number.
        for module in modules_below(self):
            for name, value in modes.items():
                if getattr(module, name, value) is not value:
                    setattr(module, name, value)
        return self

    def eval(self, **attributes: Any) -> Self:  # type: ignore[override]
        """Switch dropout off. Returns self."""
        return self.train(False, **attributes)


class Module(Layer):
    """Base of layers. Subclasses define `__init__` (calling super) and `forward`."""

    def __init__(self) -> None:
        super().__init__()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.forward(*args, **kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The computation. Tensors positional or by name, all else by name."""
        raise NotImplementedError


class Block(Module):
    """A layer whose activations are recomputed in the backward pass when that is switched on."""

    gradient_checkpointing = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self.gradient_checkpointing:
            return self.forward(*args, **kwargs)

        def checkpoint(function: Any, block: Block, *tensors: Any) -> Any:
            return nnx.remat(function)(block, *tensors)

        return recomputed(checkpoint, type(self).forward, (self, *args), kwargs)


class ModuleList(nnx.List, Layer):
    """Modules in order; the checkpoint's names have their indices."""

    def __init__(self, modules: Iterable[Any]):
        super().__init__(modules)
