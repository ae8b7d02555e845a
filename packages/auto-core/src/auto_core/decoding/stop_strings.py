"""Stop strings: whether a text has just ended with one."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from auto_core.errors import InputError

_PROBE = "abcdef"  # stands before a token, so that it is spelt as within a text
_HEX = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_pieces: WeakKeyDictionary[Any, tuple[int, dict[int, bytes]]] = WeakKeyDictionary()


class StopStrings:
    """Called with ids [n t]: True for rows in which a stop string ends within the last token.

    It may begin in any token before and need not end where the token does.
    """

    def __init__(self, tokenizer: Any, stop_strings: str | Sequence[str]):
        strings = [stop_strings] if isinstance(stop_strings, str) else list(stop_strings)
        if not strings or not all(isinstance(s, str) and s for s in strings):
            raise InputError(f"stop_strings={stop_strings!r}, expected one or more texts.")
        self.targets = [string.encode() for string in strings]
        self.longest = max(map(len, self.targets))
        self.pieces = token_bytes(tokenizer)

    def __call__(self, ids: Any) -> np.ndarray:
        return np.array([self._ends(row) for row in np.asarray(ids).tolist()], dtype=bool)

    def _ends(self, row: list[int]) -> bool:
        last = self.pieces.get(row[-1], b"")
        before = b""
        for token in reversed(row[:-1]):
            if len(before) >= self.longest - 1:
                break
            before = self.pieces.get(token, b"") + before
        text = before + last
        # An occurrence counts if its end lies within the last token.
        starts = (max(0, len(before) - len(target) + 1) for target in self.targets)
        return any(text.find(t, s) >= 0 for t, s in zip(self.targets, starts, strict=True))


def token_bytes(tokenizer: Any) -> dict[int, bytes]:
    """What each token adds to a text, in UTF-8; kept for as long as the tokenizer lives."""
    vocabulary = tokenizer.get_vocab()
    known = _pieces.get(tokenizer)
    if known is None or known[0] != len(vocabulary):
        scheme, probe = _scheme(tokenizer), _probe(tokenizer)
        found = {i: _spell(tokenizer, token, scheme, probe) for token, i in vocabulary.items()}
        known = _pieces[tokenizer] = (len(vocabulary), found)
    return known[1]


def _spell(tokenizer: Any, token: str, scheme: str | None, probe: list[str]) -> bytes:
    if scheme == "byte_level" and all(character in _byte_alphabet() for character in token):
        return bytes(_byte_alphabet()[character] for character in token)
    if scheme == "byte_fallback" and (match := _HEX.fullmatch(token)):
        return bytes([int(match[1], 16)])
    text = tokenizer.convert_tokens_to_string([*probe, token])
    return text[text.index(_PROBE) + len(_PROBE) :].encode()


def _probe(tokenizer: Any) -> list[str]:
    ids = tokenizer(_PROBE, add_special_tokens=False)["input_ids"]
    return tokenizer.convert_ids_to_tokens(ids)


def _scheme(tokenizer: Any) -> str | None:
    """How the tokenizer writes bytes that are no characters: "byte_level", "byte_fallback"."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    decoder = None if backend is None else json.loads(backend.to_str()).get("decoder")
    found = set(_types(decoder))
    if "ByteFallback" in found:
        return "byte_fallback"
    return "byte_level" if "ByteLevel" in found else None


def _types(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _types(item)]
    if isinstance(node, dict):
        own = [node["type"]] if isinstance(node.get("type"), str) else []
        return own + _types(list(node.values()))
    return []


@functools.cache
def _byte_alphabet() -> dict[str, int]:
    """The character by which byte-level BPE writes each byte: printable ones as themselves."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = (byte for byte in range(256) if byte not in printable)
    return {chr(b): b for b in printable} | {chr(256 + i): b for i, b in enumerate(others)}
