"""Training mode."""

from __future__ import annotations

from auto_flax.nn.module import Layer


def in_training(module: Layer) -> bool:
    return module.training
