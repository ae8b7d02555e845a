"""Sampling of tokens, with torch's random numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from auto_core.errors import InputError

# Keywords of `generate` that govern the random numbers.
KEYWORDS = ("seed", "generator")


def sampler(options: dict[str, Any], like: torch.Tensor) -> Callable[..., torch.Tensor]:
    """The function (scores [n v], count, step) -> token ids [n count] of one call.

    `seed` (an int) or `generator` (a torch.Generator of the model's device) make it repeatable;
    without them `torch.manual_seed` governs.
    """
    seed, generator = options.get("seed"), options.get("generator")
    if seed is not None and generator is not None:
        raise InputError("Pass seed= or generator=, not both.")
    if seed is not None:
        generator = torch.Generator(like.device).manual_seed(seed)

    def sample(scores: torch.Tensor, count: int, step: int) -> torch.Tensor:
        return torch.multinomial(scores.softmax(-1), count, generator=generator)

    return sample
