"""Numbers and dates in questions and cells, so that TAPAS can rank and compare them.

A value is a float, or a date as (year, month, day) with None for what is not said.
"""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Value = float | tuple[float | None, float | None, float | None]

_NUMBER = re.compile(r"((^|\s)[+-])?((\.\d+)|(\d+(,\d\d\d)*(\.\d*)?))")
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
_SPELLED = {word: float(i) for words in (_WORDS, _ORDINALS) for i, word in enumerate(words)}
_YEARS = range(1700, 2017)
# Tried in this order; which of year, month and day a format says follows from its letters.
_DATE_FORMATS = (
    "%B", "%Y", "%Ys", "%b %Y", "%B %Y", "%B %d", "%b %d", "%d %b", "%d %B", "%B %d, %Y",
    "%d %B %Y", "%m-%d-%Y", "%Y-%m-%d", "%Y-%m", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y",
    "%A, %b %d", "%A, %B %d",
)  # fmt: skip
_FIELDS = {
    "%A": r"\w+",
    "%B": r"\w+",
    "%Y": r"\d{4}",
    "%b": r"\w{3}",
    "%d": r"\d{1,2}",
    "%m": r"\d{1,2}",
}
_LONGEST_DATE = 5  # words


def values_in(text: str) -> list[Value]:
    """The values of a text, in order; the longest reading of overlapping ones counts."""
    text = " ".join(text.lower().split())
    found: dict[tuple[int, int], list[Value]] = {}
    for match in _NUMBER.finditer(text):
        number = _number(match.group())
        if number is not None:
            found.setdefault(match.span(), []).append(number)
    for span in _word_spans(text, 1):
        if span not in found:
            word = text[slice(*span)]
            numbers = [_number(word), _SPELLED.get(word)]
            found[span] = [number for number in numbers if number is not None]
    for span in _word_spans(text, _LONGEST_DATE):
        date = _date(text[slice(*span)])
        if date is not None:
            found.setdefault(span, []).append(date)
    spans = [span for span, values in found.items() if values]
    spans.sort(key=lambda span: (span[1] - span[0], -span[0]), reverse=True)
    chosen: list[tuple[int, int]] = []
    for start, end in spans:
        if not any(a <= start and end <= b for a, b in chosen):
            chosen.append((start, end))
    return [value for span in sorted(chosen) for value in found[span]]


def column_values(cells: list[str]) -> dict[int, Value]:
    """Row -> value, for columns where most cells are of one type (dates before numbers)."""
    found = {row: values_in(cell) for row, cell in enumerate(cells)}
    counts = Counter(kind for values in found.values() for kind in {type(v) for v in values})
    if not counts or max(counts.values()) < 0.7 * len(cells):
        return {}
    best = max(counts.values())
    kind = tuple if counts[tuple] == best else float
    chosen = {row: [v for v in values if isinstance(v, kind)] for row, values in found.items()}
    return {row: values[0] for row, values in chosen.items() if values}


def sort_key(values: Iterable[Value]) -> Callable[[Value], Any] | None:
    """What all these values can be compared by; None when there is nothing in common."""
    values = list(values)
    kinds = {type(value) for value in values}
    if len(kinds) != 1:
        return None
    if kinds == {float}:
        return lambda value: value
    said = [i for i in range(3) if all(v[i] is not None for v in values if isinstance(v, tuple))]
    if not said:
        return None
    return lambda value: tuple(value[i] for i in said) if isinstance(value, tuple) else value


def _number(text: str) -> float | None:
    for suffix in ("st", "nd", "rd", "th"):
        if text.endswith(suffix):
            text = text.removesuffix(suffix)
            break
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return None if math.isnan(value) or value == math.inf else value


def _word_spans(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Every run of up to `most` words."""
    starts: list[int] = []
    for match in re.finditer(r"[^\W_]+", text):
        starts.append(match.start())
        for start in starts[-most:]:
            yield start, match.end()


def _date(text: str) -> Value | None:
    text = re.sub(r"Sept\b", "Sep", text)
    for form, pattern in _DATES:
        if not pattern.match(text):
            continue
        try:
            date = datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
        if date.year in _YEARS:
            return (
                float(date.year) if "%Y" in form else None,
                float(date.month) if re.search("%[Bbm]", form) else None,
                float(date.day) if "%d" in form else None,
            )
    return None


def _pattern(form: str) -> re.Pattern[str]:
    text = form.replace(".", r"\.").replace("-", r"\-").replace(" ", r"\s+")
    for name, expression in _FIELDS.items():
        text = text.replace(name, expression)
    return re.compile(f"^{text}$")


_DATES = tuple((form, _pattern(form)) for form in _DATE_FORMATS)
