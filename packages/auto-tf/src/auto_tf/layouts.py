"""How Keras' variables lie in a checkpoint: kernels are transposed weights, gamma is weight, ..."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from auto_core.checkpoints.copying import Copy, own_copy
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.initializers import Init
from auto_tf.nn.module import Buffer, Parameter, fill
from auto_tf.nn.packed import Packs

Axes = tuple[int, ...] | None

# Keras' leaf layers: the attribute that holds a variable, its name in the checkpoint, and the
# order of its axes there (None: the same).
_LEAVES: tuple[tuple[type, tuple[tuple[str, str, Axes], ...]], ...] = (
    (keras.layers.Dense, (("_kernel", "weight", (1, 0)), ("bias", "bias", None))),
    (keras.layers.Embedding, (("_embeddings", "weight", None),)),
    (keras.layers.LayerNormalization, (("gamma", "weight", None), ("beta", "bias", None))),
    (keras.layers.RMSNormalization, (("scale", "weight", None),)),
    (keras.layers.GroupNormalization, (("gamma", "weight", None), ("beta", "bias", None))),
    (
        keras.layers.BatchNormalization,
        (
            ("gamma", "weight", None),
            ("beta", "bias", None),
            ("moving_mean", "running_mean", None),
            ("moving_variance", "running_var", None),
            ("num_batches_tracked", "num_batches_tracked", None),
        ),
    ),
    (keras.layers.Conv1D, (("_kernel", "weight", (2, 1, 0)), ("bias", "bias", None))),
    (keras.layers.Conv2D, (("_kernel", "weight", (3, 2, 0, 1)), ("bias", "bias", None))),
    (keras.layers.Conv3D, (("_kernel", "weight", (4, 3, 0, 1, 2)), ("bias", "bias", None))),
    (keras.layers.Conv1DTranspose, (("kernel", "weight", (2, 1, 0)), ("bias", "bias", None))),
    (keras.layers.Conv2DTranspose, (("kernel", "weight", (3, 2, 0, 1)), ("bias", "bias", None))),
)


@dataclass
class VariableSlot:
    """A variable of a layer under its checkpoint name."""

    name: str
    variable: keras.Variable
    layer: keras.layers.Layer
    attribute: str
    axes: Axes = None

    @property
    def shape(self) -> tuple[int, ...]:
        sizes = tuple(self.variable.shape)
        return sizes if self.axes is None else tuple(sizes[axis] for axis in self.axes)

    @property
    def init(self) -> Init:
        return getattr(self.variable, "init", "normal")

    @property
    def trainable(self) -> bool:
        return self.variable.trainable

    @property
    def is_buffer(self) -> bool:
        return isinstance(self.variable, Buffer)

    @property
    def identity(self) -> int:
        return id(self.variable)

    @property
    def is_empty(self) -> bool:
        return isinstance(self.variable, Parameter) and self.variable.is_empty

    @property
    def _own_axes(self) -> Axes:
        """The axes of the checkpoint's tensor in the variable's order."""
        return None if self.axes is None else tuple(map(self.axes.index, range(len(self.axes))))

    def read(self) -> np.ndarray:
        array = self.variable.value.numpy()
        return array if self.axes is None else array.transpose(self.axes)

    def copy(self, tensor: StoredTensor, dtype: str | None) -> Copy:
        """How `take` wants it; integers in a file become what parameters are, too."""
        return Copy(tensor, self._own_axes, self._wanted(dtype))

    def write(self, value: np.ndarray | StoredTensor, dtype: str | None, where: Any) -> None:
        if isinstance(value, StoredTensor):
            self.take(self.copy(value, dtype).made(), where)
        else:
            self.take(own_copy(value, self._own_axes, self._wanted(dtype)), where)

    def take(self, array: np.ndarray, where: Any) -> None:
        """Have this value, of `own_copy`, in the variable's layout."""
        with nullcontext() if where is None else tf.device(where):
            tensor = _adopted(array)
            fill(self.variable, tensor)
        # Keras' tools (LoRA, quantisation) ask the leaf for its dtype.
        if self.layer.variable_dtype != tensor.dtype.name and tensor.dtype.is_floating:
            self.layer.dtype_policy = tensor.dtype.name

    def _wanted(self, dtype: str | None) -> np.dtype | None:
        own = tf.as_dtype(self.variable.dtype)
        name = own if own.is_integer else dtype
        return None if name is None else np.dtype(tf.as_dtype(name).as_numpy_dtype)


def _adopted(array: np.ndarray) -> tf.Tensor:
    """A tensor over the memory of an array of `own_copy`, which nobody else holds.

    (`tf.convert_to_tensor` would copy it, lest somebody write to the array. Of memory that is
    not aligned, TensorFlow would die.)
    """
    if array.dtype.name == "bfloat16":  # which NumPy's DLPack does not know
        return tf.bitcast(_adopted(array.view(np.uint16)), tf.bfloat16)
    if array.dtype.kind in "fV" and array.itemsize == 1:  # nor does TensorFlow's, eight-bit floats
        return tf.convert_to_tensor(array)
    return tf.experimental.dlpack.from_dlpack(array.__dlpack__())


def slots(layer: keras.layers.Layer, prefix: str = "") -> Iterator[VariableSlot]:
    """Every variable below a layer that a checkpoint holds; tied ones under each name."""
    fields = next((fields for cls, fields in _LEAVES if isinstance(layer, cls)), None)
    # Only of layers that pack: an architecture's own layers may call something `kept`.
    kept = {f"{name}_kept": name for name in layer.kept} if isinstance(layer, Packs) else {}
    for attribute, name in kept.items():
        yield VariableSlot(prefix + name, getattr(layer, attribute), layer, attribute)
    if fields is not None:
        table = getattr(layer, "table", None)
        if table is not None:
            yield VariableSlot(f"{prefix}weight", table, layer, "table")
        for attribute, name, axes in fields:
            variable = getattr(layer, attribute, None)
            if variable is not None:
                yield VariableSlot(prefix + name, variable, layer, attribute, axes)
        for name in ("lora_A", "lora_B"):
            if (part := getattr(layer, name, None)) is not None:
                yield from slots(part, f"{prefix}{name}.")
        return
    for name, value in _attributes(layer):
        if isinstance(value, keras.Variable) and name not in kept:
            yield VariableSlot(prefix + name, value, layer, name)
        elif isinstance(value, keras.layers.Layer):
            yield from slots(value, f"{prefix}{name}.")


def build(layer: keras.layers.Layer, shapes: Mapping[str, Sequence[int]], prefix: str = "") -> None:
    """Give Keras' own layers, which wait for a first call, the variables of these shapes.

    Args:
        shapes: of a checkpoint's tensors by their names; other layers stay as they are.
    """
    weight = shapes.get(f"{prefix}weight")
    if isinstance(layer, tuple(cls for cls, _ in _LEAVES)):
        if not layer.built and weight is not None:
            layer.build(_input_shape(layer, weight))
            layer.built = True
            if len(weight) == 1:  # a norm would insist on as many axes as it was built with
                layer.input_spec = None
        return
    for name, value in _attributes(layer):
        if isinstance(value, keras.layers.Layer):
            build(value, shapes, f"{prefix}{name}.")


def _input_shape(layer: Any, weight: Sequence[int]) -> tuple[int | None, ...]:
    """The shape of an input for which a leaf layer has this weight, as the checkpoint has it."""
    if isinstance(layer, keras.layers.Conv1DTranspose | keras.layers.Conv2DTranspose):
        return (*(None,) * (len(weight) - 1), weight[0])
    groups = getattr(layer, "groups", 1) if len(weight) > 2 else 1
    width = weight[0] if len(weight) == 1 else weight[1] * groups
    return (*(None,) * max(1, len(weight) - 1), width)


_NAMES_OF_FILES = ("_backbone",)  # which begin as Keras' own attributes do


def _attributes(layer: keras.layers.Layer) -> Iterator[tuple[str, Any]]:
    """A layer's own variables and layers by their paths; lists have indices."""
    for name, value in vars(layer).items():
        if name.startswith("_") and name not in _NAMES_OF_FILES:
            continue
        if isinstance(value, list | tuple):
            yield from ((f"{name}.{index}", item) for index, item in enumerate(value))
        else:
            # A model that users hold stands for the network inside it.
            held = getattr(type(value), "network_class", None) is not None
            yield name, vars(value).get("network", value) if held else value


def name_variables(model: keras.layers.Layer) -> None:
    """Tell each variable where it is, which optimizers' exclusions by name look at."""
    for slot in slots(model):
        path, _, _ = slot.name.rpartition(".")
        slot.variable._path = f"{path}.{slot.variable.name}".lstrip(".").replace(".", "/")
