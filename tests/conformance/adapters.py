"""One face for the four implementations of the vocabulary: tensors in, NumPy out."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

PACKAGES = {"numpy": "auto_core", "torch": "auto_torch", "tf": "auto_tf", "flax": "auto_flax"}
BACKENDS = os.environ.get("AUTO_BACKENDS", "numpy,torch,tf,flax").split(",")
ADAPTERS = [name for name in BACKENDS if name != "numpy"]
FLOATS = ("float32", "bfloat16", "float16")


def vocabulary(backend: str, part: str) -> Any:
    """The module `ops` or `nn` of a backend."""
    return importlib.import_module(f"{PACKAGES[backend]}.{part}")


def round_to(x: Any, dtype: str) -> Any:
    """Floats of an argument rounded to a dtype (as arrays of that dtype); others as they are."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return x.astype(getattr(ml_dtypes, dtype, dtype))
    if isinstance(x, list):
        return [round_to(item, dtype) for item in x]
    return x


def exactly(x: Any) -> Any:
    """Floats of an argument as float64: what the NumPy oracle computes with."""
    if isinstance(x, np.ndarray) and x.dtype.name in FLOATS:
        return x.astype(np.float64)
    if isinstance(x, list):
        return [exactly(item) for item in x]
    return x


def to_tensors(backend: str, x: Any) -> Any:
    """Arrays, also in lists, as the backend's tensors; anything else as it is."""
    if isinstance(x, list):
        return [to_tensors(backend, item) for item in x]
    if not isinstance(x, np.ndarray):
        return x
    return vocabulary(backend, "ops").asarray(x)


def to_numpy(x: Any) -> Any:
    """A tensor of any backend as an array (16-bit floats widened); tuples and lists as lists."""
    if x is None:
        return None
    if isinstance(x, tuple | list):
        return [to_numpy(item) for item in x]
    if type(x).__module__.startswith("torch"):
        x = x.detach()
        x = x.float() if x.is_floating_point() and x.element_size() == 2 else x
    # TensorFlow's array protocol cannot hand out a bfloat16 scalar; its own method can.
    array = np.asarray(x.numpy() if type(x).__module__.startswith("tensorflow") else x)
    return array.astype(np.float32) if array.dtype.name in ("bfloat16", "float16") else array


def compiled(backend: str, function: Callable[..., Any], args: list[Any]) -> Any:
    """Call a function through its framework's compiler; its tensors are traced, not constant."""
    where = [i for i, value in enumerate(args) if is_tensor(value)]

    def traced(*tensors: Any) -> Any:
        whole = list(args)
        for i, tensor in zip(where, tensors, strict=True):
            whole[i] = tensor
        return function(*whole)

    tensors = [args[i] for i in where]
    if backend == "torch":
        import torch

        torch._dynamo.reset()  # its cache is per code object, and all rows share one
        # The tracing is what differs between ops; generating machine code would only be slow.
        return torch.compile(traced, fullgraph=True, backend="eager", dynamic=False)(*tensors)
    if backend == "flax":
        import jax

        return jax.jit(traced)(*tensors)
    import tensorflow as tf

    return tf.function(traced, autograph=False)(*tensors)


def is_tensor(x: Any) -> bool:
    """Whether an argument is a tensor (of whichever framework)."""
    return hasattr(x, "shape") and hasattr(x, "dtype")


TOLERANCE = {"float32": 2e-6, "bfloat16": 2e-2, "float16": 2e-3, "exact": 0.0}


def assert_close(ours: Any, exact: Any, tolerance: float) -> None:
    """Compare nested results; relative to the largest magnitude, infinities and nan in place."""
    if isinstance(exact, list):
        assert len(ours) == len(exact)
        for one, other in zip(ours, exact, strict=True):
            assert_close(one, other, tolerance)
        return
    if exact is None:
        assert ours is None
        return
    assert ours.shape == exact.shape
    if exact.dtype.kind in "iub":
        assert np.array_equal(ours, exact)
        return
    finite = np.isfinite(exact)
    assert np.array_equal(np.isnan(ours), np.isnan(exact))
    scale = max(np.max(np.abs(exact[finite]), initial=0.0), 1e-3)
    error = np.max(np.abs(ours[finite] - exact[finite]), initial=0.0) / scale
    assert error <= tolerance, f"differs by {error:.2e}, allowed {tolerance:.0e}"
