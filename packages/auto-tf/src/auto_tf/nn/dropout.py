"""Dropout."""

from __future__ import annotations

from typing import Any

import keras

from auto_tf.nn.module import Trains, _training, as_written
from auto_tf.ops.tensor import Tensor


class Dropout(Trains, keras.layers.Dropout):
    """Keras' Dropout, which also sees the training flag of the call it is part of."""

    def __init__(self, p: float):
        super().__init__(p, dtype="float32")
        self.p = p
        self._convert_input_args = False

    @as_written
    def __call__(self, x: Any, **kwargs: Any) -> Any:
        mode = _training.get()
        if mode is None:
            return super().__call__(x, **kwargs)
        return self.call(x, training=mode)

    def call(self, x: Tensor, training: bool | None = None) -> Any:
        return super().call(x, training=self.training if training is None else training)
