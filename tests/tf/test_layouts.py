"""How values get into variables: without a copy beside the one out of the file."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf
from numpy.testing import assert_array_equal

from auto_core.checkpoints.copying import own_copy
from auto_tf.layouts import _adopted


@pytest.mark.parametrize("dtype", ["float32", "float16", "int64", "bool"])
def test_a_tensor_takes_memory_over(dtype: str) -> None:
    array = own_copy(np.zeros(7, dtype))
    tensor = _adopted(array)
    array[:] = 1  # whoever shares the memory sees it
    assert tensor.dtype.name == dtype
    assert_array_equal(tensor.numpy(), array)


@pytest.mark.parametrize("shape", [(), (3,), (0, 4), (2, 3, 1)])
@pytest.mark.parametrize("dtype", ["bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_dtypes_that_numpy_lacks(dtype: str, shape: tuple[int, ...]) -> None:
    array = own_copy(np.ones(shape, getattr(ml_dtypes, dtype)))
    tensor = _adopted(array)
    assert (tensor.dtype.name, tuple(tensor.shape)) == (dtype, shape)
    assert_array_equal(tf.cast(tensor, tf.float32).numpy(), np.ones(shape, np.float32))
