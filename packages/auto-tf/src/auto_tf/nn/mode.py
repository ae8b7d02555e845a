"""Training mode."""

from __future__ import annotations

from auto_tf.nn.module import Module, _training


def in_training(module: Module) -> bool:
    mode = _training.get()
    return module.training if mode is None else mode
