"""The NumPy model base: the reference, and inference with nothing but auto-core installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.generation.mixin import GenerationMixin
from auto_core.nn.embedding import Embedding
from auto_core.nn.module import Buffer, Module, Parameter
from auto_core.ops.tensor import asarray, numpy_dtype
from auto_core.pretrained import PreTrainedMixin, is_floating_name


@dataclass
class ParameterSlot:
    """A parameter under its checkpoint name; NumPy keeps the checkpoint's layout."""

    name: str
    parameter: Parameter

    @property
    def trainable(self) -> bool:
        return self.parameter.trainable and not self.is_buffer

    @property
    def shape(self) -> tuple[int, ...]:
        return self.parameter.shape

    @property
    def init(self) -> Any:  # an Init
        return self.parameter.init

    @property
    def is_buffer(self) -> bool:
        return isinstance(self.parameter, Buffer)

    @property
    def identity(self) -> int:
        return id(self.parameter)

    @property
    def is_empty(self) -> bool:
        return self.parameter.data is None

    def read(self) -> np.ndarray:
        return self.parameter.materialised()

    def write(self, value: np.ndarray | StoredTensor, dtype: str | None, where: Any) -> None:
        array = value.numpy() if isinstance(value, StoredTensor) else value
        if isinstance(self.parameter, Buffer) and not is_floating_name(self.parameter.dtype):
            dtype = self.parameter.dtype
        if dtype is not None:  # integers in a file become what parameters are, too
            array = array.astype(numpy_dtype(dtype), copy=False)
        self.parameter.data = array


class NumpyPreTrainedModel(GenerationMixin, PreTrainedMixin, Module):
    """Base of the NumPy models. Without gradients; dropout works, so training mode exists."""

    class_prefix = "Numpy"

    def __init__(self, config: Any, *args: Any, **kwargs: Any):
        Module.__init__(self)
        self.config = config

    def __init_subclass__(cls, **kwargs: Any):
        if not cls.__name__.startswith(cls.class_prefix):
            cls.__name__ = cls.class_prefix + cls.__name__
        super().__init_subclass__(**kwargs)

    def __call__(self, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        inputs = self._converted(self._bind(args, kwargs), self._as_array)
        self._check_inputs(inputs, _shape, _values)
        output = self.forward(**inputs)
        return output.to_tuple() if self._wants_tuple(return_dict) else output

    def _as_array(self, value: Any) -> Any:
        if not isinstance(value, list) and not hasattr(value, "__array__"):  # of any framework
            return value
        array = asarray(value)
        return array.astype(self.dtype, copy=False) if is_floating_name(array.dtype.name) else array

    def slots(self) -> Iterator[ParameterSlot]:
        for name, parameter in self.named_parameters():
            yield ParameterSlot(name, parameter)

    def _tie(self, target: str, source: str) -> None:
        modules = dict(self.named_modules())
        target_path, _, target_name = target.rpartition(".")
        source_path, _, source_name = source.rpartition(".")
        setattr(modules[target_path], target_name, getattr(modules[source_path], source_name))

    def _sampling_seed(self) -> int:
        return int(np.random.randint(2**31))

    def _embedding_tables(self) -> set[int]:
        tables = (m.weight for _, m in self.named_modules() if isinstance(m, Embedding))
        return {id(table) for table in tables}

    def _freeze(self, part: Module) -> None:  # nothing is trained here; it is only counted
        for _, parameter in part.named_parameters():
            parameter.trainable = False

    @property
    def dtype(self) -> np.dtype:
        """The dtype of the first parameter."""
        return next(slot.read().dtype for slot in self.slots())

    @property
    def device(self) -> str:
        """NumPy's arrays are in the memory of the CPU."""
        return "cpu"

    def to(self, dtype: str) -> NumpyPreTrainedModel:
        """Cast every floating parameter in place. Returns self."""
        for slot in self.slots():
            slot.write(slot.read(), dtype, None)
        return self


def _shape(value: Any) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, np.ndarray) else None


def _values(value: Any) -> np.ndarray | None:
    return value if isinstance(value, np.ndarray) else None
