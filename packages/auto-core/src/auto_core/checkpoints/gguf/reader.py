"""A GGUF file: metadata, the table of tensors, then their data.

https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3. The file is mapped;
everything that it counts or measures is compared with its length before it is believed.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from auto_core.checkpoints.budget import ELEMENT, Budget
from auto_core.checkpoints.gguf.blocks import BLOCKS, OTHERS, PLAIN
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.mapping import map_file, reading
from auto_core.checkpoints.paths import inside
from auto_core.checkpoints.quantized.groups import layers
from auto_core.checkpoints.quantized.unpacking import Affine, Array, Unpacked
from auto_core.checkpoints.tensors import StoredTensor, is_shape, numpy_dtype
from auto_core.errors import ConfigError, CorruptFileError

_NUMBERS = {0: "u1", 1: "i1", 2: "<u2", 3: "<i2", 4: "<u4", 5: "<i4", 6: "<f4", 7: "?", 10: "<u8",
            11: "<i8", 12: "<f8"}  # fmt: skip
_TEXT, _LIST = 8, 9
_VERSIONS = (2, 3)
_PER_BYTE = 12  # what the metadata may cost for each byte of the file
_MOST_RANK = 4
_PART = re.compile(r"(.*)-(\d{5})-of-(\d{5})\.gguf")


@dataclass
class Gguf:
    """The content of a GGUF file (or of all parts of a split one).

    Attributes:
        path: the file, the first part of a split one.
        files: all of them.
        metadata: the keys and values; lists of numbers are arrays.
        tensors: under their names in the file.
    """

    path: Path
    metadata: dict[str, Any] = field(default_factory=dict)
    tensors: dict[str, StoredTensor] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    @classmethod
    def open(cls, snapshot: Snapshot, name: str) -> Gguf:
        """A file of a snapshot; one of several parts brings the others.

        Raises:
            FileMissingError: it is not there.
            CorruptFileError: it is no GGUF file, or damaged.
            ConfigError: it has tensors of a type that is not read.
        """
        path = snapshot.require(inside(name, f"gguf_file {name!r:.200}"))
        found = cls.read(path)
        part = _PART.fullmatch(name)
        count = found.metadata.get("split.count", 1)
        if not isinstance(count, int) or count < 2:
            return found
        if part is None or int(part[3]) != count or count > 1000:
            found.fail(f"it is one of {count!r:.40} parts, and its name does not say which")
        others = [f"{part[1]}-{n:05d}-of-{count:05d}.gguf" for n in range(1, count + 1)]
        parts = [found if other == name else cls.read(snapshot.require(other)) for other in others]
        whole = cls(parts[0].path, parts[0].metadata, files=[other.path for other in parts])
        for other in parts:
            twice = whole.tensors.keys() & other.tensors
            if twice:
                other.fail(f"the tensor {min(twice)!r:.100} is in another part, too")
            whole.tensors |= other.tensors
        return whole

    @classmethod
    def read(cls, path: Path) -> Gguf:
        """One file.

        Raises:
            CorruptFileError, ConfigError: as of `open`.
        """
        with reading(path, "a GGUF file"):
            return _Reader(path).read()

    def fail(self, problem: str) -> NoReturn:
        raise CorruptFileError(f"{self.path}: {problem}.")

    def get(self, name: str, kind: Any = int, default: Any = None) -> Any:
        """A value of the metadata under its whole name.

        Raises:
            CorruptFileError: it is of another kind.
        """
        value = self.metadata.get(name)
        if value is None:
            return default
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(f"{name} is {value!r:.80}, expected {getattr(kind, '__name__', kind)}")
        return value

    @property
    def architecture(self) -> str:
        """What the metadata calls the model's kind."""
        name = self.get("general.architecture", str)
        if name is None:
            self.fail("its metadata has no general.architecture")
        return name

    @property
    def dtype(self) -> str:
        """Of the numbers: that of plain ones, else float32."""
        found = {t.dtype for t in self.tensors.values() if len(t.shape) > 1}
        packed = any(isinstance(t.source, Unpacked) for t in self.tensors.values())
        narrow = [name for name in ("bfloat16", "float16") if name in found]
        return narrow[0] if narrow and not packed else "float32"


class _Reader:
    """The position in a mapped file, and how what stands there is read."""

    def __init__(self, path: Path):
        self.path = path
        self.data = map_file(path)
        self.bytes = np.frombuffer(self.data, np.uint8)
        self.position = 0
        self.budget = Budget(len(self.data), per_byte=_PER_BYTE)

    def fail(self, problem: str) -> NoReturn:
        raise CorruptFileError(f"{self.path} is damaged or not a GGUF file: {problem}.")

    def take(self, size: int) -> memoryview:
        """The next bytes."""
        if not 0 <= size <= len(self.data) - self.position:
            self.fail(
                f"at byte {self.position} it has something of {size} bytes, and only "
                f"{len(self.data)} bytes in all"
            )
        start = self.position
        self.position += size
        return self.data[start : self.position]

    def number(self, code: str) -> Any:
        return struct.unpack(code, self.take(struct.calcsize(code)))[0]

    def text(self) -> str:
        size = self.number("<Q")
        data = self.take(size)
        self.budget.charge(ELEMENT + 2 * size, "a text")
        return bytes(data).decode("utf-8", "replace")

    def count(self, least: int, what: str) -> int:
        """How many of something follow, each of at least so many bytes."""
        count = self.number("<Q")
        if count * least > len(self.data) - self.position:
            self.fail(f"it says that {count} {what} follow, which it is too short for")
        return count

    def read(self) -> Gguf:
        magic = bytes(self.data[:4])
        if magic != b"GGUF":
            self.fail(f"it begins with {magic!r}")
        self.position = 4
        version = self.number("<I")
        if version not in _VERSIONS:
            kind = " (of a machine with the other byte order)" if not version & 0xFFFF else ""
            self.fail(f"it is of version {version}{kind}; readable are {_VERSIONS}")
        tensors = self.count(24, "tensors")
        keys = self.number("<Q")
        if keys * 13 > len(self.data):
            self.fail(f"it says that {keys} keys follow, which it is too short for")
        metadata: dict[str, Any] = {}
        for _ in range(keys):
            key = self.text()
            if key in metadata:
                self.fail(f"the key {key!r:.100} is there twice")
            metadata[key] = self.value(self.number("<I"))
        table = [self.entry() for _ in range(tensors)]
        alignment = metadata.get("general.alignment", 32)
        if type(alignment) is not int or not 0 < alignment <= 1 << 20 or alignment % 8:
            self.fail(f"general.alignment is {alignment!r:.40}, expected a multiple of 8")
        start = -(-self.position // alignment) * alignment
        self._check_types([(name, kind) for name, _, kind, _ in table])
        return Gguf(self.path, metadata, self._tensors(table, start), [self.path])

    def value(self, kind: int) -> Any:
        if kind in _NUMBERS:
            dtype = np.dtype(_NUMBERS[kind])
            return np.frombuffer(self.take(dtype.itemsize), dtype)[0].item()
        if kind == _TEXT:
            return self.text()
        if kind != _LIST:
            self.fail(f"it has a value of the type {kind}")
        inner = self.number("<I")
        if inner in _NUMBERS:
            dtype = np.dtype(_NUMBERS[inner])
            count = self.count(dtype.itemsize, "numbers")
            return np.frombuffer(self.take(count * dtype.itemsize), dtype)
        if inner != _TEXT:
            self.fail(f"it has a list of the type {inner}")
        return [self.text() for _ in range(self.count(8, "texts"))]

    def entry(self) -> tuple[str, tuple[int, ...], int, int]:
        """Name, shape, type and offset of a tensor."""
        name = self.text()
        rank = self.number("<I")
        if rank > _MOST_RANK:
            self.fail(f"the tensor {name!r:.100} has {rank} dimensions")
        shape = tuple(reversed([self.number("<Q") for _ in range(rank)]))
        if not is_shape(shape):
            self.fail(f"the tensor {name!r:.100} has the shape {list(shape)}")
        return name, shape, self.number("<I"), self.number("<Q")

    def _check_types(self, table: list[tuple[str, int]]) -> None:
        unread = [(name, kind) for name, kind in table if kind not in BLOCKS | PLAIN]
        if unread:
            kinds = sorted({OTHERS.get(kind, f"number {kind}") for _, kind in unread})
            readable = [*(blocks.name for blocks in BLOCKS.values()), "F32", "F16", "BF16"]
            names = layers([name.removesuffix(".weight") for name, _ in unread])
            raise ConfigError(
                f"{self.path}: tensors of the types {', '.join(kinds)} are not read; readable are "
                f"{', '.join(readable)}. Layers that have them: {names}."
            )

    def _tensors(self, table: list[Any], start: int) -> dict[str, StoredTensor]:
        found: dict[str, StoredTensor] = {}
        ranges: list[tuple[int, int, str]] = []
        for name, shape, kind, offset in table:
            if name in found:
                self.fail(f"the tensor {name!r:.100} is there twice")
            blocks = BLOCKS.get(kind)
            size = math.prod(shape)
            if blocks is None:
                length = size * numpy_dtype(PLAIN[kind]).itemsize
            else:
                if not shape or shape[-1] % blocks.elements:
                    self.fail(
                        f"the tensor {name!r:.100} of {list(shape)} is not whole blocks of "
                        f"{blocks.elements} numbers ({blocks.name})"
                    )
                length = size // blocks.elements * blocks.bytes
            begin = start + offset
            if begin + length > len(self.data):
                self.fail(
                    f"the tensor {name!r:.100} would end at byte {begin + length}, and the file "
                    f"has {len(self.data)}"
                )
            ranges.append((begin, begin + length, name))
            data = self.data[begin : begin + length]
            if blocks is None:
                found[name] = StoredTensor.dense(name, shape, PLAIN[kind], data)
            elif size:
                found[name] = unpacked(name, shape, kind, data)
            else:
                self.fail(f"the tensor {name!r:.100} is empty")
        ranges.sort()
        for (_, end, one), (begin, _, other) in pairwise(ranges):
            if begin < end:
                self.fail(f"the tensors {one!r:.100} and {other!r:.100} overlap")
        return found


def unpacked(name: str, shape: tuple[int, ...], kind: int, data: memoryview) -> StoredTensor:
    """A tensor of blocks, computed when it is read."""
    blocks = BLOCKS[kind]
    part = StoredTensor.dense(name, (data.nbytes,), "uint8", data)
    step = data.nbytes // shape[0]

    def rows(start: int, stop: int) -> Array:
        packed = np.frombuffer(data[start * step : stop * step], np.uint8)
        return blocks.values(packed.reshape(-1, blocks.bytes)).reshape(stop - start, *shape[1:])

    kept = None
    if blocks.whole is not None and len(shape) == 2:
        whole = blocks.whole

        def numbers(start: int, stop: int) -> tuple[Array, Array, None]:
            packed = np.frombuffer(data[start * step : stop * step], np.uint8)
            packed = packed.reshape(-1, blocks.bytes)
            scales = packed[:, :2].copy().view("<f2").reshape(stop - start, -1)
            return whole(packed).reshape(stop - start, -1), scales, None

        kept = Affine(numbers, 8 if blocks.name == "Q8_0" else 4, blocks.elements, "float16")
    return Unpacked(rows, shape, "float32", (part,), affine=kept).stored(name)
