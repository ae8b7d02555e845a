"""Training mode."""

from __future__ import annotations

from auto_core.nn.module import Module


def in_training(module: Module) -> bool:
    """Whether dropout is on for this module in the call that is running.

    Known when a graph is made of the call, so that `if` may ask for it.
    """
    return module.training
