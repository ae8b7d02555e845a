"""What the files of a tokenizer may ask for: bounds, far above any published tokenizer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from auto_core.checkpoints.context import from_rust
from auto_core.errors import CorruptFileError, FileMissingError, InputError

MOST_TOKENS = 2**16  # that a setting may ask for by their number
_LONGEST_PIECE = 1024  # characters or bytes: how two pieces make one is tried at each of them
_UNUSED_IDS = 2**20  # beyond four for each token: ids are walked when a tokenizer is written
_MOST_GROWTH = 1024  # characters that cleaning may make of one
_LONGEST_REGEX = 2**14  # bytes of all regexes of a file: one byte may compile to 1.5 kB

# A key "Regex", also one whose letters are written as escapes, and the string that follows it.
_REGEX = re.compile(
    rb'"(?:R|\\u0052)(?:e|\\u0065)(?:g|\\u0067)(?:e|\\u0065)(?:x|\\u0078)"\s*:\s*'
    rb'"((?:[^"\\]|\\.){0,%d})' % (_LONGEST_REGEX + 1),
    re.DOTALL,
)


def read_rust(path: Path) -> Tokenizer:
    """The tokenizer of a tokenizer.json that asks for no more than any published one.

    Raises:
        FileMissingError: there is no such file.
        CorruptFileError: it is no tokenizer, or out of bounds.
    """
    if not path.is_file():
        raise FileMissingError(f"{path} is no file. Give the path of a tokenizer.json.")
    content = path.read_bytes()
    check_regexes(path, sum(len(match[1]) for match in _REGEX.finditer(content)))
    try:
        rust = Tokenizer.from_buffer(content)
    except BaseException as error:
        if not isinstance(error, ValueError) and not from_rust(error):
            raise
        raise CorruptFileError(f"{path} is no tokenizer: {error}") from error
    check_growth(path, rust)
    ids = rust.get_vocab().values()
    check_ids(path, ids, len(ids))
    return rust


def count(settings: Mapping[str, Any], name: str, *, most: int = MOST_TOKENS) -> int:
    """The number of tokens that a setting asks for.

    Raises:
        InputError: it is no whole number, or out of bounds.
    """
    value = settings[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise InputError(f"{name} is {value!r:.100}, expected a whole number from 0 to {most}.")
    return value


def check_regexes(path: Path, length: int) -> None:
    """Refuse regexes that are longer, all together, than those of any published tokenizer.

    Raises:
        CorruptFileError: they are.
    """
    if length > _LONGEST_REGEX:
        raise CorruptFileError(
            f"{path} has regexes of {length} bytes or more, expected at most {_LONGEST_REGEX}."
        )


def check_pieces(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Refuse a piece that is longer than any text has.

    Raises:
        CorruptFileError: there is one.
    """
    longest = max(map(len, pieces), default=0)
    if longest > _LONGEST_PIECE:
        raise CorruptFileError(
            f"{path} has a piece of length {longest}, expected at most {_LONGEST_PIECE}."
        )


def check_ids(name: str | Path, ids: Iterable[int], tokens: int) -> None:
    """Refuse an id that is far beyond the number of tokens.

    Raises:
        CorruptFileError: there is one.
    """
    largest, most = max(ids, default=0), 4 * tokens + _UNUSED_IDS
    if largest > most:
        raise CorruptFileError(
            f"{name}: a token has the id {largest}, but there are {tokens} tokens; expected ids "
            f"of at most {most}."
        )


def check_growth(path: Path, rust: Tokenizer) -> None:
    """Refuse cleaning or decoding whose steps together make much of little: "a" to "aa", often.

    Raises:
        CorruptFileError: one character may become more than a thousand.
    """
    for part in (rust.normalizer, rust.decoder):
        growth = 1.0
        for step in _steps(json.loads(part.__getstate__()) if part else {}):
            growth *= _growth(step)
            if growth > _MOST_GROWTH:
                raise CorruptFileError(
                    f"{path}: the steps of its {type(part).__name__} make more than "
                    f"{_MOST_GROWTH} characters of one."
                )


def _steps(state: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inside = state.get("normalizers") or state.get("decoders")
    if not inside:
        yield state
    for step in inside or ():
        yield from _steps(step)


def _growth(step: Mapping[str, Any]) -> float:
    """Characters that a step may make of one."""
    match step.get("type"):
        case "Replace":
            # A text is replaced as a whole, what an expression finds may be one character or none.
            replaced = max(1, len(step["pattern"].get("String", "")))
            return max(1.0, len(step["content"]) / replaced + ("Regex" in step["pattern"]))
        case "Prepend":
            return max(1.0, float(len(step["prepend"])))
    return 1.0
