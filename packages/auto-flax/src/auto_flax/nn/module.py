"""Modules and parameters: Flax NNX's own, whose parameters start as shapes without memory.

A parameter whose value is a `jax.ShapeDtypeStruct` becomes real when the checkpoint or the
initialiser gives it a value. So nothing is ever allocated twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from types import FunctionType
from typing import Any, Self

import jax
from flax import nnx

from auto_core.initializers import Init
from auto_core.recorder import recomputed
from auto_flax.ops.tensor import jax_dtype

_ticks = itertools.count(1)
_PLAIN = frozenset((bool, int, float, str, type(None), FunctionType))  # no arrays within


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


class Layer(nnx.Module):
    """What is added to every NNX module here: torch's `train(mode)`, and the clock."""

    training = True

    def __setattr__(self, name: str, value: Any) -> None:
        # NNX would take None for static data, where no layer could be put later.
        super().__setattr__(name, nnx.data(None) if value is None else value)
        Clock.now = next(_ticks)

    def _check_value(self, key: str, value: Any, *status: Any, **named: Any) -> None:
        # NNX looks twice for arrays in each value: half of the time of building a large model.
        if type(value) not in _PLAIN:
            super()._check_value(key, value, *status, **named)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        Clock.now = next(_ticks)

    def train(self, mode: bool = True, **attributes: Any) -> Self:  # type: ignore[override]
        """Switch dropout on (True) or off, here and below. Returns self."""
        self.set_attributes(
            raise_if_not_found=False,
            deterministic=not mode,
            use_running_average=not mode,
            training=mode,
            **attributes,
        )
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
