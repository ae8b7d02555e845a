"""How Flax's parameters lie in a checkpoint, whose layout is torch's.

Only a leaf layer knows this: its `stored` says which parameter is which tensor, and with which
axes exchanged (a Linear's kernel is the transposed weight). Any other parameter of a module
lies in the checkpoint under its own name, as it is.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from flax import nnx

from auto_core.checkpoints.copying import Copy, copies, own_copy
from auto_core.checkpoints.progress import shown
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError
from auto_core.initializers import Init
from auto_core.pretrained import is_floating_name
from auto_flax.nn.module import Frozen, is_module
from auto_flax.nn.stored import Stored
from auto_flax.ops.tensor import jax_dtype

# How many bytes, and how many arrays, JAX gets at once.
_AT_ONCE, _MANY = 2**22, 1024


@dataclass
class VariableSlot:
    """A parameter under its checkpoint name."""

    name: str
    variable: nnx.Variable[Any]
    init: Init
    axes: tuple[int, ...] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        own = self.variable.get_value().shape
        return own if self.axes is None else tuple(own[axis] for axis in np.argsort(self.axes))

    @property
    def trainable(self) -> bool:
        return isinstance(self.variable, nnx.Param)

    @property
    def is_buffer(self) -> bool:
        return not isinstance(self.variable, nnx.Param | Frozen)

    @property
    def identity(self) -> int:
        return id(self.variable)

    @property
    def is_empty(self) -> bool:
        return isinstance(self.variable.get_value(), jax.ShapeDtypeStruct)

    def read(self) -> np.ndarray:
        array = np.asarray(self.variable.get_value())
        if not is_floating_name(array.dtype.name):  # JAX may hold an int64 as an int32
            array = array.astype(self.variable.get_metadata("stored_as", array.dtype.name))
        return array if self.axes is None else array.transpose(np.argsort(self.axes))

    def copy(self, tensor: StoredTensor, dtype: str | None) -> Copy:
        """How `take` wants it."""
        return Copy(tensor, self.axes, self._wanted(tensor.dtype, dtype))

    def write(self, value: np.ndarray | StoredTensor, dtype: str | None, where: Any) -> None:
        if isinstance(value, StoredTensor):
            self.take(self.copy(value, dtype).made(), where)
        else:
            array = np.asarray(value)
            self.take(own_copy(array, self.axes, self._wanted(array.dtype.name, dtype)), where)

    def take(self, array: np.ndarray, where: Any) -> None:
        """Have this value, of `own_copy`, in the parameter's layout."""
        where = getattr(where, "of", {}).get(self.name, where)  # of a model that is split
        # Memory that nobody else holds: on the CPU it becomes the array without another copy.
        try:
            value = jax.device_put(array, where, may_alias=True)
        except ValueError as error:
            what = f"{self.name} {list(array.shape)}"
            raise InputError(f"{what} cannot be placed: {error}") from error
        self.variable.set_value(value)

    def _wanted(self, given: str, dtype: str | None) -> np.dtype:
        wanted = self.variable.get_value().dtype
        if is_floating_name(wanted.name) and (dtype or is_floating_name(given)):
            wanted = jax_dtype(dtype or given)
        return wanted


def write_many(
    slots: Mapping[str, VariableSlot],
    plan: Mapping[str, StoredTensor],
    dtype: str | None,
    where: Any,
) -> None:
    """Give each slot a copy of its tensor, small ones many at once: one call of JAX takes longer
    than their bytes do."""
    arrays = copies([slots[name].copy(tensor, dtype) for name, tensor in plan.items()])
    waiting: list[tuple[VariableSlot, np.ndarray]] = []
    size = 0
    for (name, _), array in zip(shown(plan), arrays, strict=True):
        waiting.append((slots[name], array))
        size += array.nbytes
        if size >= _AT_ONCE or len(waiting) >= _MANY:
            _take_all(waiting, where)
            waiting, size = [], 0
    _take_all(waiting, where)


def _take_all(waiting: list[tuple[VariableSlot, np.ndarray]], where: Any) -> None:
    try:
        values = jax.device_put([array for _, array in waiting], where, may_alias=True)
    except ValueError:  # which does not say of which tensor
        for slot, array in waiting:
            slot.take(array, where)
        return
    for (slot, _), value in zip(waiting, values, strict=True):
        slot.variable.set_value(value)


@functools.cache
def _is_stored(kind: type) -> bool:
    return issubclass(kind, nnx.Param | Frozen | nnx.BatchStat)


def slots(model: nnx.Module) -> Iterator[VariableSlot]:
    """Every parameter under each of its checkpoint names."""
    for prefix, module in named_modules(model):
        found = [(a, v) for a, v in vars(module).items() if _is_stored(type(v))]
        leaves = {leaf.attribute: leaf for leaf in getattr(module, "stored", ())} if found else {}
        for attribute, value in found:
            leaf = leaves.get(attribute) or Stored(
                attribute, attribute, value.get_metadata("init", "normal")
            )
            yield VariableSlot(f"{prefix}{leaf.name}", value, leaf.init, leaf.axes)


def freeze(model: nnx.Module, part: nnx.Module) -> None:
    """Make the parameters of a part ones that training leaves alone, wherever they are tied."""
    _exchange(model, [slot for slot in slots(part) if slot.trainable], Frozen)


def set_trainable(model: nnx.Module, names: set[str], trainable: bool) -> None:
    """Let training change parameters of these names, or leave them alone."""
    chosen = [slot for slot in slots(model) if slot.name in names and not slot.is_buffer]
    kind = nnx.Param if trainable else Frozen
    _exchange(model, [slot for slot in chosen if slot.trainable != trainable], kind)


def _exchange(model: nnx.Module, chosen: list[VariableSlot], kind: type[Any]) -> None:
    """Have variables of another kind with the same values, wherever they are tied."""
    changed: dict[int, Any] = {}
    for slot in chosen:
        value, notes = slot.variable.get_value(), slot.variable.get_metadata()
        changed[slot.identity] = kind(value, **notes)
    for _, module in named_modules(model):
        for attribute, variable in list(vars(module).items()):
            if id(variable) in changed:
                setattr(module, attribute, changed[id(variable)])


def named_modules(module: nnx.Module, prefix: str = "") -> Iterator[tuple[str, nnx.Module]]:
    """This module and everything below it, each with its path and a final dot."""
    yield prefix, module
    for name, child in vars(module).items():
        if is_module(type(child)):
            yield from named_modules(child, f"{prefix}{name}.")
