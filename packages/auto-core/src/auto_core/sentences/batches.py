"""Texts as batches of nearly equal lengths, each padded to its longest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError

_AHEAD = 64  # batches that are tokenized at once

Batch = tuple[np.ndarray, dict[str, np.ndarray]]
Round = Callable[[int], int]


def listed(texts: Any, what: str = "sentences") -> tuple[list[str], bool]:
    """The texts as a list, and whether there was only one that was no list.

    Raises:
        InputError: something else than text is among them.
    """
    single = isinstance(texts, str)
    items = [texts] if single else texts
    if isinstance(items, Mapping | bytes) or not hasattr(items, "__iter__"):
        raise InputError(f"{what} is a {type(texts).__name__}, expected a text or a list of texts.")
    items = [str(text) if isinstance(text, np.str_) else text for text in items]
    wrong = next((i for i, text in enumerate(items) if not isinstance(text, str)), None)
    if wrong is not None:
        raise InputError(
            f"{what}[{wrong}] is {items[wrong]!r:.80} ({type(items[wrong]).__name__}), expected "
            "a text."
        )
    return items, single


def check_batch_size(batch_size: Any) -> None:
    """Refuse what is no number of texts."""
    whole = isinstance(batch_size, int) and not isinstance(batch_size, bool)
    if not whole or batch_size < 1:
        raise InputError(
            f"batch_size is {batch_size!r:.80}, expected a number of texts, 1 or more."
        )


def batches(
    tokenizer: Any,
    texts: Sequence[str],
    pairs: Sequence[str] | None = None,
    *,
    batch_size: int,
    max_length: int | None,
    names: Collection[str],
    rounded: Round,
    progress: bool = False,
    add_special_tokens: bool = True,
) -> Iterator[Batch]:
    """Which of the texts each batch holds [n], and its inputs: arrays [m t] of `names`.

    Texts are sorted by their lengths: first all of them by characters, longest first, then those
    that are tokenized together by tokens. `rounded` says to how many tokens, and to how many
    rows, a batch is filled up (m >= n; further rows repeat the first), for frameworks that
    compile for each shape; t never exceeds `max_length`.
    """
    sizes = [len(text) for text in texts]
    if pairs is not None:
        sizes = [size + len(pair) for size, pair in zip(sizes, pairs, strict=True)]
    order = np.argsort([-size for size in sizes], kind="stable")
    with _bar(len(texts), progress) as done:
        for start in range(0, len(order), batch_size * _AHEAD):
            chunk = order[start : start + batch_size * _AHEAD]
            encoded = tokenizer(
                [texts[i] for i in chunk],
                None if pairs is None else [pairs[i] for i in chunk],
                truncation=max_length is not None,
                max_length=max_length,
                add_special_tokens=add_special_tokens,
            )
            rows = {name: encoded[name] for name in encoded if name in names}
            lengths = np.array([len(ids) for ids in encoded["input_ids"]])
            by_length = np.argsort(-lengths, kind="stable")
            for first in range(0, len(chunk), batch_size):
                members = by_length[first : first + batch_size]
                yield (
                    chunk[members],
                    _padded(tokenizer, rows, members, batch_size, max_length, rounded),
                )
                done(len(members))


def _padded(
    tokenizer: Any,
    rows: Mapping[str, list[list[int]]],
    members: np.ndarray,
    batch_size: int,
    max_length: int | None,
    rounded: Round,
) -> dict[str, np.ndarray]:
    """Arrays [m t] of the rows with these indices."""
    longest = max(len(rows["input_ids"][i]) for i in members)
    width = max(longest, min(rounded(longest), max_length or sys.maxsize))
    height = max(len(members), min(rounded(len(members)), batch_size))
    indices = [*members, *[members[0]] * (height - len(members))]
    fill, left = tokenizer.pad_values(), tokenizer.padding_side == "left"
    arrays = {}
    for name, values in rows.items():
        array = np.full((height, width), fill[name] or 0, np.int64)
        for row, index in zip(array, indices, strict=True):
            value = values[index]
            if left:
                row[width - len(value) :] = value
            else:
                row[: len(value)] = value
        arrays[name] = array
    return arrays


class _bar:
    """A progress bar of texts on stderr, or none."""

    def __init__(self, total: int, shown: bool):
        self._bar = None
        if shown:
            from tqdm import tqdm

            self._bar = tqdm(total=total, unit=" texts", file=sys.stderr)

    def __enter__(self) -> Callable[[int], object]:
        return (lambda count: None) if self._bar is None else self._bar.update

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()
