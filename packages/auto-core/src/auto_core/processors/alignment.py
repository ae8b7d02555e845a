"""Words of transcripts and when they are spoken: what forced alignment needs beside a model."""

from __future__ import annotations

import importlib
import itertools
import unicodedata
from collections.abc import Sequence
from typing import Any

from auto_core.errors import InputError, MissingDependencyError

_MOST_SNAPPED = 2  # times out of order, side by side, that take a neighbour's; more are spread out
# First and last code points of ideographs, each of which is a word.
_IDEOGRAPHS = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


def words_of(text: str, language: str | None = None) -> list[str]:
    """The words of a text, without punctuation; each ideograph is one.

    Args:
        language: "Japanese" and "Korean" are split by nagisa and soynlp, others at spaces.

    Raises:
        MissingDependencyError: the language's package is not installed.
    """
    text = text.strip()
    if language == "Japanese":
        return _cleaned(_imported("nagisa", language).tagging(text).words)
    if language == "Korean":
        return _cleaned(_imported("soynlp.tokenizer", language).LTokenizer().tokenize(text))
    # Spaces around ideographs, so that they are words; they count as kept where they are.
    spaced = "".join(f" {char} " if _is_ideograph(char) else char for char in text)
    return _cleaned(spaced.split())


def _imported(module: str, language: str) -> Any:
    package = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"Words of {language} texts are found with {package}: `pip install {package}`."
        ) from error


def _cleaned(words: Sequence[str]) -> list[str]:
    """Words of letters, digits and apostrophes alone, those that are left."""
    kept = ("".join(filter(_is_kept, word)) for word in words)
    return [word for word in kept if word]


def _is_ideograph(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _IDEOGRAPHS)


def _is_kept(char: str) -> bool:
    return char == "'" or unicodedata.category(char)[0] in "LN" or _is_ideograph(char)


def in_order(times: Sequence[float]) -> list[int]:
    """Times that never fall: those out of order, which are not among the longest sequence that
    never falls, follow from their neighbours in it. Whole numbers, cut."""
    kept = _longest_rise(times)
    found = list(times)
    bounds = [-1, *kept, len(times)]
    for before, after in itertools.pairwise(bounds):
        count = after - before - 1
        first = times[before] if before >= 0 else times[kept[0]] if kept else 0
        last = times[after] if after < len(times) else first
        for step in range(1, count + 1):
            if count > _MOST_SNAPPED:
                found[before + step] = first + (last - first) / (count + 1) * step
            else:
                found[before + step] = first if step <= count + 1 - step else last
    return [int(time) for time in found]


def _longest_rise(times: Sequence[float]) -> list[int]:
    """The indices of the longest sequence that never falls; of several, the one found first."""
    lengths, before = [1] * len(times), [-1] * len(times)
    for index, time in enumerate(times):
        for earlier in range(index):
            if times[earlier] <= time and lengths[earlier] >= lengths[index]:
                lengths[index], before[index] = lengths[earlier] + 1, earlier
    index = lengths.index(max(lengths)) if lengths else -1
    found = []
    while index >= 0:
        found.append(index)
        index = before[index]
    return found[::-1]


def spans(words: Sequence[str], times: Sequence[float]) -> list[dict[str, Any]]:
    """Words with the seconds at which each begins and ends, of two times in milliseconds each.

    Raises:
        InputError: there are not two times of each word.
    """
    if len(times) < 2 * len(words):
        raise InputError(
            f"There are {len(times)} timestamps for {len(words)} words, expected two of each. "
            "Pass the input_ids and the words of one prepare_forced_aligner_inputs."
        )
    ordered = in_order(times)
    return [
        {
            "text": word,
            "start_time": round(ordered[2 * index] / 1000, 3),
            "end_time": round(ordered[2 * index + 1] / 1000, 3),
        }
        for index, word in enumerate(words)
    ]
