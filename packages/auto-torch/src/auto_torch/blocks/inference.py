"""A model's calls for many batches of its users' arrays, with torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Without dropout within, and nothing kept for a backward pass."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(training)


def caller(model: Any) -> Callable[..., Any]:
    """A function of NumPy arrays by name, and of what is no tensor: the model's output."""

    def call(inputs: dict[str, np.ndarray], **options: Any) -> Any:
        tensors = {name: torch.from_numpy(x).to(model.device) for name, x in inputs.items()}
        return model(**tensors, **options, return_dict=True)

    return call


def rounded(count: int) -> int:
    """To how many tokens or rows batches are filled up: torch runs any shape."""
    return count


def as_numpy(x: torch.Tensor) -> np.ndarray:
    """A tensor as NumPy has it; bfloat16, which it has not, as float32."""
    x = x.detach().cpu()
    return (x.float() if x.dtype == torch.bfloat16 else x).numpy()
