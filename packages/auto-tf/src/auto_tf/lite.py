"""What `tf.lite.TFLiteConverter.from_keras_model` asks of a model.

It asks for `save_spec`, which Keras 2's models had, and then traces a call within a context that
the Keras in use is to register; Keras 3 registers none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf
from tensorflow.python.util import keras_deps

from auto_core.configs import PreTrainedConfig


class _CallContext:
    """Where the converter's call is traced; `during` is entered for it."""

    layer = None  # of a graph of Keras 1 that is being built, as TensorFlow's control flow asks

    def __init__(self, during: Callable[[], Any]):
        self.during = during

    @contextlib.contextmanager
    def enter(self, model: Any, **settings: Any) -> Iterator[None]:
        with self.during():
            yield


def prepare(during: Callable[[], Any]) -> None:
    """Let the converter trace calls, where no Keras has arranged for it."""
    if keras_deps.get_call_context_function() is None:
        keras_deps.register_call_context_function(lambda: _CallContext(during))


def image_spec(config: PreTrainedConfig) -> dict[str, tf.TensorSpec]:
    """float32 pixels [b c h w], of any height and width where the config knows none."""
    size = getattr(config, "image_size", None)
    height, width = size if isinstance(size, list | tuple) else (size, size)
    channels = getattr(config, "num_channels", 3)
    shape = [None, channels, height, width]
    return {"pixel_values": tf.TensorSpec(shape, tf.float32, "pixel_values")}
