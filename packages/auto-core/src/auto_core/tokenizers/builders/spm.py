"""Reading sentencepiece's .model files (Kudo & Richardson, arXiv:1808.06226) without the library.

The file is one protocol buffer. Only the few fields that a tokenizer needs are read; their
numbers are those of sentencepiece_model.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auto_core.errors import CorruptFileError

UNIGRAM, BPE, WORD, CHAR = 1, 2, 3, 4
_UNKNOWN, _CONTROL, _USER_DEFINED, _UNUSED = 2, 3, 4, 5


@dataclass
class SpmModel:
    """Pieces in the order of their ids, and how text is brought into shape before."""

    pieces: list[tuple[str, float]] = field(default_factory=list)
    control: list[str] = field(default_factory=list)
    user_defined: list[str] = field(default_factory=list)
    never_in_text: list[str] = field(default_factory=list)  # control, unknown and unused pieces
    model_type: int = UNIGRAM
    byte_fallback: bool = False
    unk_id: int = 0
    bos_id: int = 1
    eos_id: int = 2
    unk_piece: str = "<unk>"
    bos_piece: str = "<s>"
    eos_piece: str = "</s>"
    charsmap: bytes = b""
    add_dummy_prefix: bool = True
    remove_extra_whitespaces: bool = True

    def vocabulary(self) -> dict[str, int]:
        return {piece: index for index, (piece, _) in enumerate(self.pieces)}


_TRAINER = {  # field -> attribute and reader
    3: ("model_type", int),
    35: ("byte_fallback", bool),
    40: ("unk_id", int),
    41: ("bos_id", int),
    42: ("eos_id", int),
    45: ("unk_piece", bytes.decode),
    46: ("bos_piece", bytes.decode),
    47: ("eos_piece", bytes.decode),
}
_NORMALIZER = {
    2: ("charsmap", bytes),
    3: ("add_dummy_prefix", bool),
    4: ("remove_extra_whitespaces", bool),
}


def read_spm(path: Path) -> SpmModel:
    """Parse a .model file.

    Raises:
        CorruptFileError: it is no sentencepiece model.
    """
    model = SpmModel()
    try:
        for number, value in _fields(path.read_bytes()):
            if number == 1:
                _add_piece(model, value)
            elif number in (2, 3):
                known = _TRAINER if number == 2 else _NORMALIZER
                for inner, content in _fields(value):
                    if inner in known:
                        name, read = known[inner]
                        setattr(model, name, read(content))
    except (IndexError, TypeError, ValueError, AttributeError, struct.error) as error:
        raise CorruptFileError(f"{path} is no sentencepiece model: {error}") from error
    if not model.pieces:
        raise CorruptFileError(f"{path} is no sentencepiece model: it has no pieces.")
    return model


class Charsmap:
    """The file's table of characters, applied as the sentencepiece library does.

    (The Rust library replaces a whole cluster of combined marks by what its first part maps to.)
    The table is a double-array trie (Aoe, 1989) of UTF-8 bytes, whose values are places in a
    text of replacements.
    """

    def __init__(self, data: bytes):
        size = int.from_bytes(data[:4], "little")
        self._units = struct.unpack(f"<{size // 4}I", data[4 : 4 + size])
        self._texts = data[4 + size :]
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return " ".join(map(self._word, text.split(" ")))

    def _word(self, word: str) -> str:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            found = self._known[word] = self._replaced(word.encode()).decode("utf-8", "replace")
        return found

    def _replaced(self, word: bytes) -> bytes:
        parts, position = [], 0
        while position < len(word):
            length, value = self._longest(word, position)
            if length:
                end = self._texts.index(0, value)
                parts.append(self._texts[value:end])
            else:
                length = 1
                while position + length < len(word) and word[position + length] & 0xC0 == 0x80:
                    length += 1
                parts.append(word[position : position + length])
            position += length
        return b"".join(parts)

    def _longest(self, word: bytes, start: int) -> tuple[int, int]:
        """Length and value of the longest key at a place; a length of 0: none."""
        length = value = 0
        place = _offset(self._units[0])
        for index in range(start, len(word)):
            place ^= word[index]
            unit = self._units[place]
            if unit & (1 << 31 | 0xFF) != word[index]:
                break
            place ^= _offset(unit)
            if unit >> 8 & 1:  # a key ends here
                length, value = index + 1 - start, self._units[place] & ~(1 << 31)
        return length, value


_MOST_REMEMBERED = 50_000  # words


def _offset(unit: int) -> int:
    return (unit >> 10) << ((unit & 1 << 9) >> 6)


def _add_piece(model: SpmModel, data: bytes) -> None:
    text, score, kind = "", 0.0, 1
    for number, value in _fields(data):
        if number == 1:
            text = value.decode()
        elif number == 2:
            score = struct.unpack("<f", value)[0]
        elif number == 3:
            kind = value
    model.pieces.append((text, score))
    if kind in (_UNKNOWN, _CONTROL, _UNUSED):
        model.never_in_text.append(text)
    if kind == _CONTROL:
        model.control.append(text)
    elif kind == _USER_DEFINED:
        model.user_defined.append(text)


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """(field number, int or bytes) of a protocol buffer message."""
    position = 0
    while position < len(data):
        key, position = _varint(data, position)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, position = _varint(data, position)
            yield number, value - (1 << 64) if value >> 63 else value
            continue
        if wire == 2:
            length, position = _varint(data, position)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError(f"wire type {wire} at byte {position}")
        if position + length > len(data):
            raise ValueError(f"it ends in the middle of field {number}")
        yield number, data[position : position + length]
        position += length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
        if shift > 63:
            raise ValueError(f"a number at byte {position} does not end")
