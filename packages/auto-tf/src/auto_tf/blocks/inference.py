"""A model's calls for many batches of its users' arrays, as one graph of TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import tensorflow as tf

from auto_tf.nn.module import training_mode


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Without dropout within; tapes decide what is kept for a backward pass."""
    with training_mode(False):
        yield


def caller(model: Any) -> Callable[..., Any]:
    """A function of NumPy arrays by name, and of what is no tensor: the model's output.

    The graph has open shapes; it is traced once for each set of names and options.
    """
    graphs = model.__dict__.setdefault("_inference_functions", {})

    def call(inputs: dict[str, np.ndarray], **options: Any) -> Any:
        key = (*inputs, *sorted(options.items()))
        if key not in graphs:
            open_shapes = {n: tf.TensorSpec([None] * x.ndim, x.dtype) for n, x in inputs.items()}

            def network(tensors: dict[str, tf.Tensor]) -> Any:
                return model(**tensors, **options, return_dict=True)

            graphs[key] = tf.function(network, input_signature=[open_shapes], autograph=False)
        return graphs[key]({name: tf.convert_to_tensor(x) for name, x in inputs.items()})

    return call


def rounded(count: int) -> int:
    """To how many tokens or rows batches are filled up: graphs take any shape."""
    return count


def as_numpy(x: tf.Tensor) -> np.ndarray:
    """A tensor as NumPy has it; bfloat16, which it has not, as float32."""
    return (tf.cast(x, tf.float32) if x.dtype == tf.bfloat16 else x).numpy()
