"""A model's calls for many batches of its users' arrays; each framework has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Without dropout within, and nothing kept for a backward pass."""
    training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(training)


def caller(model: Any) -> Callable[..., Any]:
    """A function of NumPy arrays by name, and of what is no tensor: the model's output."""

    def call(inputs: dict[str, np.ndarray], **options: Any) -> Any:
        return model(**inputs, **options, return_dict=True)

    return call


def rounded(count: int) -> int:
    """To how many tokens or rows batches are filled up, so that few shapes are compiled."""
    return count


def as_numpy(x: Any) -> np.ndarray:
    """A tensor as NumPy has it."""
    return np.asarray(x)
