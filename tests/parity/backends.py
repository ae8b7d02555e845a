"""Running our models on every backend, behind one function."""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from parity.oracle import Arrays, flatten

from auto_core.errors import InputError

PACKAGES = {
    "numpy": ("auto_core", "Numpy"),
    "torch": ("auto_torch", ""),
    "tf": ("auto_tf", "TF"),
    "flax": ("auto_flax", "Flax"),
}
# AUTO_BACKENDS=torch,numpy runs fewer while one is at work on an architecture.
BACKENDS = os.environ.get("AUTO_BACKENDS", "numpy,torch,tf,flax").split(",")

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def model_class(backend: str, name: str) -> Any:
    """The class that a user of this backend imports, e.g. TFBertModel."""
    package, prefix = PACKAGES[backend]
    return getattr(importlib.import_module(package), prefix + name)


def load(backend: str, name: str, directory: Path, **options: Any) -> Any:
    """Load a model class from a directory, for inference."""
    return model_class(backend, name).from_pretrained(directory, **options)


def run(
    backend: str, model: Any, inputs: Mapping[str, Any], *, fast: bool = False, **requests: Any
) -> Arrays:
    """Call a model with NumPy inputs; NumPy outputs, flattened."""
    return _flatten(call(backend, model, inputs, fast=fast, **requests))


def call(
    backend: str, model: Any, inputs: Mapping[str, Any], *, fast: bool = False, **requests: Any
) -> Any:
    """Call a model with NumPy inputs, without gradients; what it returns.

    `fast`: in one graph under JAX, which else compiles each primitive of each shape by itself
    and takes four times as long; as eager where the outputs' shapes depend on values.
    """
    if backend == "torch":
        import torch

        with torch.no_grad():
            return model(**inputs, **requests)
    if backend == "flax" and fast:
        import jax
        from flax import nnx

        hash(nnx.graphdef(model))  # by which `compile()` and nnx.jit find what they compiled
        plain = {k: v for k, v in inputs.items() if v is None or isinstance(v, bool | int | str)}
        traced = {name: value for name, value in inputs.items() if name not in plain}
        try:
            return _graph(tuple(sorted((plain | requests).items())))(model, traced)
        except (jax.errors.JAXTypeError, InputError):  # values decide shapes, or Python branches
            pass
    return model(**inputs, **requests)


@functools.cache
def _graph(options: tuple[tuple[str, Any], ...]) -> Callable[[Any, Mapping[str, Any]], Any]:
    from flax import nnx

    return nnx.jit(lambda model, inputs: model(**inputs, **dict(options)))


def zeros(backend: str) -> Callable[[tuple[int, ...], str], Any]:
    """The backend's function (shape, dtype) -> tensor of zeros."""
    ops = importlib.import_module(f"{PACKAGES[backend][0]}.ops")
    return lambda shape, dtype: ops.asarray(np.zeros(shape, dtype))


def _flatten(result: Any, prefix: str = "") -> Arrays:
    if isinstance(result, Mapping):
        result = dict(result)
    if hasattr(result, "numpy") and not hasattr(result, "detach"):  # a TensorFlow tensor
        array = result.numpy()
        return {prefix: np.asarray(array, np.float32) if array.dtype.itemsize == 2 else array}
    if isinstance(result, dict | tuple | list):
        pairs = result.items() if isinstance(result, dict) else enumerate(result)
        flat: Arrays = {}
        for key, value in pairs:
            if key != "past_key_values":
                flat.update(_flatten(value, f"{prefix}.{key}" if prefix else str(key)))
        return flat
    return flatten(result, prefix)
