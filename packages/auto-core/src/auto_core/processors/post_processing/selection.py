"""The largest of many numbers, in the order in which torch's unsorted top-k leaves them.

transformers numbers the segments of MaskFormer in that order, and later segments lie on top of
earlier ones, so the order decides pixels. It is the one of quickselect as C++'s `nth_element` of
GCC has it, or descending where few of many are asked for.
"""

from __future__ import annotations

import numpy as np


def largest(values: np.ndarray, count: int) -> np.ndarray:
    """Indices [count] of the largest of `values` [n]."""
    if count * 64 <= len(values):
        return np.argsort(-values, kind="stable")[:count]
    pairs = list(zip(values.tolist(), range(len(values)), strict=True))
    if 0 < count < len(pairs) + 1:
        _select(pairs, count - 1)
    return np.array([index for _, index in pairs[:count]], dtype=np.int64)


_Pairs = list[tuple[float, int]]


def _select(items: _Pairs, nth: int) -> None:
    """Put the item that a descending sort would have at `nth` there, larger ones before it."""
    first, last = 0, len(items)
    rounds = 2 * (len(items).bit_length() - 1)
    while last - first > 3:
        if not rounds:  # quickselect went astray, which takes an adversary
            items[first:last] = sorted(items[first:last], key=lambda item: -item[0])
            return
        rounds -= 1
        _median_first(items, first, last)
        cut = _partition(items, first, last)
        if cut <= nth:
            first = cut
        else:
            last = cut
    items[first:last] = sorted(items[first:last], key=lambda item: -item[0])


def _median_first(items: _Pairs, first: int, last: int) -> None:
    """Swap the median of the second, the middle and the last item to the front."""
    candidates = (first + 1, first + (last - first) // 2, last - 1)
    second, middle, end = (items[index][0] for index in candidates)
    if second > middle:
        chosen = 1 if middle > end else 2 if second > end else 0
    else:
        chosen = 0 if second > end else 2 if middle > end else 1
    at = candidates[chosen]
    items[first], items[at] = items[at], items[first]


def _partition(items: _Pairs, first: int, last: int) -> int:
    """Bring items larger than the first one to the front of the rest; returns where they end."""
    pivot = items[first][0]
    low, high = first + 1, last
    while True:
        while items[low][0] > pivot:
            low += 1
        high -= 1
        while pivot > items[high][0]:
            high -= 1
        if low >= high:
            return low
        items[low], items[high] = items[high], items[low]
        low += 1
