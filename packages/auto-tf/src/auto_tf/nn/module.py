"""Modules and parameters: Keras layers and variables, whose variables start without a value.

Only the outermost call goes through Keras, which finds out about training, masks and symbolic
inputs; the calls inside it go straight to `forward`, because Keras' bookkeeping would double
the time of an eager step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from auto_core.initializers import Init

# Whether dropout is on in the call that is running; None outside of all calls.
_training: ContextVar[bool | None] = ContextVar("training", default=None)

# Left to tf.function's autograph, our code would be rewritten line by line, to no end.
as_written = tf.autograph.experimental.do_not_convert


@contextmanager
def training_mode(mode: bool) -> Iterator[None]:
    """Run what is inside as one call: its modules call each other directly."""
    token = _training.set(mode)
    try:
        yield
    finally:
        _training.reset(token)


class Parameter(keras.Variable):
    """A trainable variable with a rule for its first value, not allocated until it gets one."""

    def __init__(
        self,
        shape: tuple[int, ...],
        *,
        init: Init,
        name: str = "parameter",
        dtype: str = "float32",
        aggregation: str = "none",
    ):
        self.init = init
        super().__init__(
            _no_value, shape=tuple(shape), dtype=dtype, name=name, aggregation=aggregation
        )

    def _initialize_with_initializer(self, initializer: Any) -> None:
        """Keras would allocate here."""
        self._initializer, self._value = initializer, None

    @property
    def is_empty(self) -> bool:
        return self._value is None


class Buffer(Parameter):
    """A variable that a checkpoint holds and training leaves alone, with its rule as above."""

    def __init__(
        self,
        shape: tuple[int, ...],
        *,
        init: Init,
        dtype: str = "float32",
        name: str = "buffer",
    ):
        # Replicas that change a statistic agree on the mean; they count alike.
        agreed = "mean" if dtype.startswith("float") else "only_first_replica"
        super().__init__(shape, init=init, name=name, dtype=dtype, aggregation=agreed)
        self.trainable = False


def _no_value(shape: Any, dtype: Any = None) -> Any:
    raise RuntimeError(
        "This layer has no values yet: call init_weights() on its model, or load one."
    )


def fill(variable: keras.Variable, value: tf.Tensor) -> None:
    """Give a variable a value, and with it its dtype and device."""
    old = variable._value
    if old is not None and old.dtype == value.dtype and old.device == value.device:
        old.assign(value)
    else:
        variable._dtype = value.dtype.name
        variable._initialize(value)


@keras.saving.register_keras_serializable("auto_tf")
@dataclass(frozen=True, eq=False)
class Others:
    """Arguments that Keras is not to look into: it wants all or nothing to be tensors."""

    values: dict[str, Any]

    def get_config(self) -> dict[str, Any]:
        return {"values": self.values}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Others:
        return cls(**config)


def partition(arguments: dict[str, Any]) -> tuple[dict[str, Any], Others]:
    """The arguments that are (nests of) tensors, and the others."""
    tensors = {name: value for name, value in arguments.items() if _all_tensors(value)}
    return tensors, Others({k: v for k, v in arguments.items() if k not in tensors})


def training_flag(kwargs: dict[str, Any]) -> dict[str, bool]:
    """Take `training` out of the arguments; left out or None, an outer layer's call decides."""
    training = kwargs.pop("training", None)
    return {} if training is None else {"training": training}


def _all_tensors(value: Any) -> bool:
    leaves = keras.tree.flatten(value)
    return bool(leaves) and all(isinstance(x, tf.Tensor | keras.KerasTensor) for x in leaves)


_PLAIN = (bool, int, float, str, type(None))
_UNTRACKED = "_untracked"  # set on a layer whose attributes need not be looked at


@contextmanager
def untracked(layer: Any) -> Iterator[None]:
    """Set attributes of a layer without a look for variables and layers in them."""
    vars(layer)[_UNTRACKED] = True
    try:
        yield
    finally:
        del vars(layer)[_UNTRACKED]


class Plain:
    """Early base of Keras layers: sets attributes that hold no variable at once.

    Keras looks at each value three times to see whether there is something to be tracked in it,
    which would take half of the time that a large model needs to be built.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        values = vars(self)
        if _UNTRACKED in values or (type(value) in _PLAIN and type(values.get(name)) in _PLAIN):
            object.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)


class Bare(Plain):
    """A layer whose Keras class makes neither variables nor layers in its constructor."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        # Keras would read the signature for a config (a model has one as a whole), and wrap
        # `build` (constructors make all there is) and `quantize` (see `Leaf`).
        return object.__new__(cls)

    def __init__(self, *args: Any, **kwargs: Any):
        with untracked(self):
            super().__init__(*args, **kwargs)


class Trains(Plain):
    """`train()` and `eval()`, for calls that do not say `training=`."""

    training = False

    def train(self, mode: bool = True) -> Any:
        """Switch dropout on (True) or off, here and below. Returns self."""
        for layer in self._flatten_layers():  # type: ignore[attr-defined]
            if isinstance(layer, Trains):
                layer.training = mode
        return self

    def eval(self) -> Any:
        """Switch dropout off. Returns self."""
        return self.train(False)


class _Unless:
    """Keras' property of this name, unless a layer has a part that is called so."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, layer: Any, owner: Any = None) -> Any:
        called = layer is not None and layer._inbound_nodes
        return getattr(keras.layers.Layer, self.name).fget(layer) if called else None


class Module(Trains, Bare, keras.layers.Layer):
    """Base of layers. Subclasses define `__init__` (calling super) and `forward`."""

    # Checkpoints have parts of these names; Keras' properties would be in their way.
    input, output = _Unless("input"), _Unless("output")  # type: ignore[assignment]
    dtype = path = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__(dtype="float32", autocast=False)
        self.built = True  # constructors make all there is
        self._convert_input_args = False
        self._allow_non_tensor_positional_args = True

    def __setattr__(self, name: str, value: Any) -> None:
        replaced = self.__dict__.get(name)
        super().__setattr__(name, value)
        if replaced is not value and isinstance(replaced, keras.layers.Layer | keras.Variable):
            self._tracker.untrack(replaced)

    @property
    def _under_reserved_names(self) -> list[keras.layers.Layer]:
        """Children that Keras' weights files would leave out for their attribute's name."""
        values = vars(self).items()
        reserved = [v for name, v in values if hasattr(keras.layers.Layer, name)]
        return [value for value in reserved if isinstance(value, keras.layers.Layer)]

    @as_written
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _training.get() is not None:
            return self.forward(*args, **kwargs)
        if "others" in kwargs:  # a functional model repeats the call that Keras has seen
            return super().__call__(*args, **kwargs)
        flag = training_flag(kwargs)
        tensors, others = partition({**{str(i): x for i, x in enumerate(args)}, **kwargs})
        return super().__call__(tensors, others=others, **flag)

    def call(self, inputs: Any, others: Any = None, training: bool | None = None) -> Any:
        """What Keras calls: inputs by name or, as digits, by position."""
        values = {**inputs, **(others.values if others else {})}
        args = [values.pop(str(i)) for i in range(sum(name.isdigit() for name in values))]
        with training_mode(bool(self.training if training is None else training)):
            return self.forward(*args, **values)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The computation. Tensors positional or by name, all else by name."""
        raise NotImplementedError


class Leaf(Bare):
    """First base of layers that are Keras' own, whose `call` is the contract's computation."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        # Wrapped, for Keras can quantise some; no constructor takes this, so there is no config.
        return keras.layers.Layer.__new__(cls, **{"": None})  # type: ignore[arg-type]

    @as_written
    def __call__(self, x: Any) -> Any:
        if isinstance(x, keras.KerasTensor) or self.quantization_mode is not None:  # type: ignore[attr-defined]
            return super().__call__(x)  # type: ignore[misc]
        return self.call(x)  # type: ignore[attr-defined]

    def quantize(self, mode: Any = None, type_check: bool = True, config: Any = None) -> None:
        # Keras doubts that subclasses compute what its own class does.
        super().quantize(mode=mode, type_check=False, config=config)  # type: ignore[misc]


class Switched(Trains):
    """First base of Keras' own layers that do something else in training.

    They also see the training flag of the call that they are part of.
    """

    @as_written
    def __call__(self, x: Any, **kwargs: Any) -> Any:
        mode = _training.get()
        if mode is None:
            return super().__call__(x, **kwargs)  # type: ignore[misc]
        return self.call(x, training=mode)  # type: ignore[attr-defined]


class Block(Module):
    """A layer that architectures repeat."""


class ModuleList(Module):
    """Modules in order; the checkpoint's names have their indices."""

    def __init__(self, modules: Iterable[Any]):
        super().__init__()
        self.count = 0
        for module in modules:
            setattr(self, str(self.count), module)
            self.count += 1

    def __iter__(self) -> Iterator[Any]:
        return (self[index] for index in range(self.count))

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(self.count)[index]]
        return getattr(self, str(range(self.count)[index]))
