"""Reading sentencepiece's .model files (Kudo & Richardson, arXiv:1808.06226) without the library.

The file is one protocol buffer. Only the few fields that a tokenizer needs are read; their
numbers are those of sentencepiece_model.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from auto_core.errors import CorruptFileError
from auto_core.tokenizers.bounds import check_pieces
from auto_core.tokenizers.remembered import Remembered

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
    check_pieces(path, (piece for piece, _ in model.pieces))
    return model


class Charsmap:
    """The file's table of characters, applied as the sentencepiece library does.

    (The Rust library replaces a whole cluster of combined marks by what its first part maps to.)
    The table is a double-array trie (Aoe, 1989) of UTF-8 bytes, whose values are offsets in a
    text of replacements.
    """

    def __init__(self, data: bytes):
        size = int.from_bytes(data[:4], "little")
        self._units = struct.unpack(f"<{size // 4}I", data[4 : 4 + size])
        self._texts = data[4 + size :]
        self._words = Remembered(self.word)
        self._characters = Remembered(self._character)

    def __call__(self, text: str) -> str:
        return " ".join(map(self._words.__getitem__, text.split(" ")))

    def makes(self, character: str) -> bool:
        """Whether a character is in what any other one is replaced by."""
        return character.encode() in self._texts

    def word(self, word: str) -> str:
        """A word without spaces, cleaned and not remembered."""
        characters = list(map(self._characters.__getitem__, word))
        if not any(b.first_byte in a.followers for a, b in pairwise(characters)):
            return "".join([character.text for character in characters])
        parts, position = [], 0
        while position < len(word):
            text, length = self._longest(word, position)
            parts.append(text)
            position += length
        return "".join(parts)

    def _longest(self, word: str, start: int) -> tuple[str, int]:
        """What the longest key at an offset is replaced by, and its length in characters."""
        key, value = b"", None
        read = b""
        offset = _offset(self._units[0])
        for byte in word[start:].encode():
            offset ^= byte
            unit = self._units[offset]
            if unit & (1 << 31 | 0xFF) != byte:
                break
            read += bytes([byte])
            offset ^= _offset(unit)
            if unit >> 8 & 1:  # a key ends here
                key, value = read, self._text_at(offset)
        return (word[start], 1) if value is None else (value, len(key.decode()))

    def _character(self, character: str) -> _Character:
        data = character.encode()
        text, offset = character, _offset(self._units[0])
        for byte in data:
            offset ^= byte
            unit = self._units[offset]
            if unit & (1 << 31 | 0xFF) != byte:
                return _Character(character, data[0], frozenset())
            offset ^= _offset(unit)
            if unit >> 8 & 1:
                text = self._text_at(offset)
        follows = (self._units[offset ^ byte] & (1 << 31 | 0xFF) == byte for byte in range(1, 256))
        return _Character(text, data[0], frozenset(b for b, f in enumerate(follows, 1) if f))

    def _text_at(self, offset: int) -> str:
        start = self._units[offset] & ~(1 << 31)
        return self._texts[start : self._texts.index(0, start)].decode("utf-8", "replace")


class _Character(NamedTuple):
    """What a character alone is replaced by, and what may follow it in longer keys."""

    text: str
    first_byte: int
    followers: frozenset[int]


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
