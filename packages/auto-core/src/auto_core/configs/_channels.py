"""Numbers of channels of networks for small devices."""

from __future__ import annotations


def divisible(value: float, divisor: int = 8, least: int | None = None) -> int:
    """The nearest multiple of a divisor, not less than nine tenths of the value."""
    result = max(least or divisor, int(value + divisor / 2) // divisor * divisor)
    return result + divisor if result < 0.9 * value else result
