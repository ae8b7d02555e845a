"""Sizes along several axes: what convolutions and pooling share on every framework."""

from __future__ import annotations

from collections.abc import Sequence

from auto_core.errors import InputError

Sizes = int | Sequence[int]


def per_axis(sizes: Sizes, rank: int) -> tuple[int, ...]:
    """One number for each of `rank` axes; a single one serves them all.

    Raises:
        InputError: there are more or fewer.
    """
    numbers = (sizes,) * rank if isinstance(sizes, int) else tuple(sizes)
    if len(numbers) != rank or not all(isinstance(number, int) for number in numbers):
        raise InputError(f"Expected one integer or {rank}, one for each axis, got {sizes!r}.")
    return numbers
