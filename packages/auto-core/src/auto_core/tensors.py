"""Lists and NumPy arrays into the tensors the caller asks for, and the mapping that holds them.

No framework is imported unless it is the one asked for.
"""

from __future__ import annotations

import copy
import importlib
from collections import UserDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from auto_core.errors import InputError, MissingDependencyError

TENSOR_TYPES = ("np", "pt", "tf", "jax")
_PACKAGES = {"pt": "torch", "tf": "tensorflow", "jax": "jax.numpy"}
_ADAPTERS = {"pt": "auto-torch", "tf": "auto-tf", "jax": "auto-flax"}


def tensor_type(return_tensors: Any) -> str:
    """The short name of a tensor type: "np", "pt", "tf" or "jax" (an enum's value too).

    Raises:
        InputError: it is none of these.
    """
    name = getattr(return_tensors, "value", return_tensors)
    if name not in TENSOR_TYPES:
        raise InputError(
            f"return_tensors is {return_tensors!r}, expected one of "
            f"{', '.join(map(repr, TENSOR_TYPES))}, or None for lists."
        )
    return name


def to_tensors(value: Any, return_tensors: Any) -> Any:
    """One tensor from (nested lists of) numbers, NumPy arrays or tensors of any framework.

    Integers keep each framework's habit: int64 in NumPy and torch, int32 in TensorFlow and JAX
    when they come as Python lists; arrays keep their dtype where the framework has it.

    Raises:
        InputError: the lists are ragged or hold something that is no number.
        MissingDependencyError: the framework is not installed.
    """
    kind = tensor_type(return_tensors)
    if kind == "np":
        return to_numpy(value)
    framework = import_framework(kind)
    if kind == "pt":
        return value if isinstance(value, framework.Tensor) else _torch_tensor(framework, value)
    if kind == "tf":
        if framework.is_tensor(value):
            return value
        return framework.convert_to_tensor(_checked(value, default_int=np.int32))
    return framework.asarray(_checked(value, default_int=np.int32))


def import_framework(kind: str) -> Any:
    """The module that makes tensors of this type: torch, tensorflow or jax.numpy."""
    package = _PACKAGES[kind]
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise MissingDependencyError(
            f'return_tensors="{kind}" needs {package.split(".")[0]}, which is not installed. '
            f'Install it with `pip install "{_ADAPTERS[kind]}"`, or use return_tensors="np".'
        ) from error


def to_numpy(value: Any) -> np.ndarray:
    """Like `to_tensors(value, "np")`; torch tensors are detached and brought to the CPU."""
    return _checked(value, default_int=np.int64)


def is_tensor(value: Any) -> bool:
    """Whether this is an array of NumPy or of a framework (no framework is imported)."""
    return isinstance(value, np.ndarray | np.generic) or hasattr(value, "__array__")


def _torch_tensor(torch: Any, value: Any) -> Any:
    array = _checked(value, default_int=np.int64)
    if not array.flags.writeable or any(stride < 0 for stride in array.strides):
        array = array.copy()  # torch shares memory and cannot express either
    return torch.from_numpy(array) if array.ndim else torch.tensor(array[()])


def _checked(value: Any, *, default_int: type) -> np.ndarray:
    if isinstance(value, np.ndarray):
        return value
    plain = not _holds_arrays(value)
    try:
        array = np.asarray(_without_torch(value))
    except ValueError as error:
        raise _ragged(value) from error
    if array.dtype == object or array.dtype.kind in "USV":
        raise _ragged(value)
    if plain and (array.dtype.kind == "i" or not array.size):
        return array.astype(default_int, copy=False)
    if plain and array.dtype == np.float64:
        return array.astype(np.float32)  # no framework makes doubles of Python floats
    return array


def _holds_arrays(value: Any) -> bool:
    while isinstance(value, list | tuple) and value:
        value = value[0]
    return is_tensor(value)


def _without_torch(value: Any) -> Any:
    """Torch refuses `__array__` on tensors that need gradients or live on a device."""
    if hasattr(value, "detach"):
        return value.detach().cpu().numpy()
    if isinstance(value, list | tuple) and _holds_arrays(value):
        return [_without_torch(item) for item in value]
    return value


def _ragged(value: Any) -> InputError:
    lengths = sorted({len(row) for row in value if hasattr(row, "__len__")}) if value else []
    found = (
        f"rows of different lengths ({lengths[0]} to {lengths[-1]})"
        if lengths[1:]
        else (f"something that is no number or regular array: {value!r:.80}")
    )
    return InputError(
        f"Cannot make one tensor of {found}. For texts pass padding=True (and truncation=True to "
        "limit the length); for images and audio let the processor resize or pad; or leave out "
        "return_tensors to get lists."
    )


_watchers: list[Callable[[type[TensorDict]], None]] = []
_classes: list[type[TensorDict]] = []


def on_each_tensor_dict(register: Callable[[type[TensorDict]], None]) -> None:
    """Call `register` with every class of what processors return, that there is and will be."""
    _watchers.append(register)
    for cls in _classes:
        register(cls)


class TensorDict(UserDict):
    """A mapping whose keys are attributes too; the base of what processors return."""

    data: dict[str, Any]

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        _classes.append(cls)
        for watcher in _watchers:
            watcher(cls)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        tensor_type: Any = None,
        skip_tensor_conversion: Iterable[str] = (),
    ):
        self.data = dict(data or {})
        self.convert_to_tensors(tensor_type, skip_tensor_conversion=skip_tensor_conversion)

    def __getattr__(self, name: str) -> Any:  # only called when normal lookup fails
        data = self.__dict__.get("data", {})
        if name not in data:
            keys = ", ".join(map(str, data)) or "-"
            raise AttributeError(f"{type(self).__name__} has no {name!r}; it holds: {keys}.")
        return data[name]

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __repr__(self) -> str:
        return repr(self.data)

    def keys(self) -> Any:
        return self.data.keys()

    def values(self) -> Any:
        return self.data.values()

    def items(self) -> Any:
        return self.data.items()

    def convert_to_tensors(
        self, tensor_type: Any = None, skip_tensor_conversion: Iterable[str] | None = ()
    ) -> TensorDict:
        """Replace each value by one tensor ("np", "pt", "tf", "jax"; None leaves all as is)."""
        if tensor_type is not None:
            skip = set(skip_tensor_conversion or ())
            for key, value in self.data.items():
                if value is not None and key not in skip:
                    self.data[key] = to_tensors(value, tensor_type)
        return self

    def to(self, *args: Any, **kwargs: Any) -> TensorDict:
        """Move torch tensors to a device, and the floating ones to a dtype; changes in place.

        Takes what `torch.Tensor.to` takes: `.to("cuda")`, `.to(torch.float16)`, both.
        """
        for key, value in self.data.items():
            self.data[key] = _map_torch(value, lambda tensor: _move(tensor, *args, **kwargs))
        return self

    def copy(self) -> TensorDict:
        """A shallow copy."""
        return copy.copy(self)

    def __copy__(self) -> TensorDict:
        new = type(self).__new__(type(self))
        new.__dict__.update(self.__dict__, data=dict(self.data))
        return new


class BatchFeature(TensorDict):
    """What image processors, feature extractors and processors return."""


def _map_torch(value: Any, move: Callable[[Any], Any]) -> Any:
    if hasattr(value, "is_floating_point") and hasattr(value, "to"):
        return move(value)
    if isinstance(value, list | tuple) and value and not isinstance(value[0], int | float | str):
        return type(value)(_map_torch(item, move) for item in value)
    return value


def _move(tensor: Any, *args: Any, **kwargs: Any) -> Any:
    if tensor.is_floating_point():
        return tensor.to(*args, **kwargs)
    # Token ids and masks stay integers: only the device applies to them.
    import torch

    args = tuple(arg for arg in args if not isinstance(arg, torch.dtype))
    kwargs = {key: arg for key, arg in kwargs.items() if key != "dtype"}
    return tensor.to(*args, **kwargs) if args or kwargs else tensor
