"""MessagePack as flax writes it: nested maps whose leaves are arrays, read in place.

https://github.com/msgpack/msgpack/blob/master/spec.md. Arrays are extension type 1, NumPy scalars
type 3, both holding an inner message of (shape, dtype name, bytes). The bytes stay where they
are in the file; a length is checked against what is left of it before anything is built.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from auto_core.checkpoints.budget import ELEMENT, Budget

PER_BYTE = 8  # of a file: a tensor of a few numbers has about a hundred bytes and twelve values
MAX_DEPTH = 100

_NUMBERS = {
    **{0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q"},
    **{0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"},
}
# Tag -> (kind, bytes of its length field)
_SIZED = {
    **{0xC4: ("bin", 1), 0xC5: ("bin", 2), 0xC6: ("bin", 4)},
    **{0xC7: ("ext", 1), 0xC8: ("ext", 2), 0xC9: ("ext", 4)},
    **{0xD9: ("str", 1), 0xDA: ("str", 2), 0xDB: ("str", 4)},
    **{0xDC: ("array", 2), 0xDD: ("array", 4), 0xDE: ("map", 2), 0xDF: ("map", 4)},
}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension value, not yet decoded."""

    code: int
    data: memoryview


def unpack(data: memoryview, budget: Budget) -> Any:
    """The one message that the data are; binary values are views into them.

    Args:
        budget: of the file that the message is in; each value is charged to it.

    Raises:
        ValueError: truncated, too deep, trailing bytes, too many values, or no MessagePack.
    """
    reader = _Reader(data, budget)
    value = reader.value(0)
    if reader.position != len(data):
        raise ValueError(f"{len(data) - reader.position} bytes follow the end of the message")
    return value


class _Reader:
    def __init__(self, data: memoryview, budget: Budget):
        self.data = data
        self.budget = budget
        self.position = 0

    def take(self, size: int) -> memoryview:
        start, end = self.position, self.position + size
        if end > len(self.data):
            raise ValueError(f"truncated: {end} bytes are needed, {len(self.data)} are there")
        self.position = end
        return self.data[start:end]

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
        self.budget.charge(2 * ELEMENT, "a value")
        tag = self.take(1)[0]
        if tag <= 0x7F or tag >= 0xE0:
            return tag if tag <= 0x7F else tag - 256
        if tag in _CONSTANTS:
            return _CONSTANTS[tag]
        if tag in _NUMBERS:
            layout = _NUMBERS[tag]
            return struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        if tag <= 0x8F:
            return self.map(tag & 0x0F, depth)
        if tag <= 0x9F:
            return self.array(tag & 0x0F, depth)
        if tag <= 0xBF:
            return self.text(tag & 0x1F)
        if 0xD4 <= tag <= 0xD8:
            return self.extension(1 << (tag - 0xD4))
        if tag not in _SIZED:
            raise ValueError(f"byte {tag:#x} is no MessagePack type")
        kind, width = _SIZED[tag]
        size = int.from_bytes(self.take(width), "big")
        match kind:
            case "bin":
                return self.take(size)
            case "ext":
                return self.extension(size)
            case "str":
                return self.text(size)
            case "array":
                return self.array(size, depth)
            case _:
                return self.map(size, depth)

    def text(self, size: int) -> str:
        data = self.take(size)
        self.budget.charge(4 * size, "a text")  # as many bytes as a character may take
        return str(data, "utf-8")

    def extension(self, size: int) -> Extension:
        code = struct.unpack(">b", self.take(1))[0]
        return Extension(code, self.take(size))

    def array(self, size: int, depth: int) -> list[Any]:
        self.check_room(size)
        return [self.value(depth + 1) for _ in range(size)]

    def map(self, size: int, depth: int) -> dict[str, Any]:
        self.check_room(2 * size)
        found: dict[str, Any] = {}
        for _ in range(size):
            key = self.value(depth + 1)
            if type(key) is not str or key in found:
                raise ValueError(f"a map has the key {key!r:.60} twice or not as text")
            found[key] = self.value(depth + 1)
        return found

    def check_room(self, items: int) -> None:
        """Every item takes a byte at least."""
        if items > len(self.data) - self.position:
            raise ValueError(f"{items} items are announced, {len(self.data)} bytes are there")
