"""The part of HDF5 that Keras and h5py write, read in place.

https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html. The C library trusts what
it reads (a few changed bytes make it crash, or take gigabytes), so this reader takes only what
weights need: groups, and datasets stored in one piece or in deflated chunks. Every address is
checked against the file, no node is visited twice, and what is visited is charged to a budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from auto_core.checkpoints.budget import ELEMENT, Budget
from auto_core.errors import UnsafeFileError

PER_BYTE = 16  # of a file: a dataset of a few numbers has about a thousand bytes of structure
UNPACKED = 64  # of a file: weights shrink to half, a few zeros to a thousandth
LEAST = 48  # bytes of the shortest superblock
_UNDEFINED = 2**64 - 1
_FLOATS = {  # bytes, exponent bits, mantissa bits
    **{(2, 5, 10): "float16", (2, 8, 7): "bfloat16", (4, 8, 23): "float32"},
    **{(8, 11, 52): "float64"},
}


@dataclass
class Dataset:
    """Where the elements of an array are: `data` as they are stored, or chunks."""

    shape: tuple[int, ...]
    dtype: str
    big_endian: bool
    data: memoryview | None = None
    chunk_tree: int = _UNDEFINED
    chunk_shape: tuple[int, ...] = ()
    filters: tuple[int, ...] = ()


@dataclass
class Group:
    """Members by name (addresses of their headers), and the names of its attributes."""

    members: dict[str, int] = field(default_factory=dict)
    attributes: set[str] = field(default_factory=set)


class File:
    """The mapped file. Raises ValueError or IndexError for whatever does not fit."""

    def __init__(self, data: memoryview):
        self.data = data
        self.budget = Budget(len(data), per_byte=PER_BYTE)  # of what is visited of its structure
        self.unpacked = Budget(len(data), per_byte=UNPACKED)  # of what its datasets become
        self.stored = len(data)  # bytes that no dataset has counted yet
        version = data[8]
        if version < 2:
            if (data[13], data[14]) != (8, 8):
                raise ValueError("its addresses are not of 8 bytes")
            start = 24 if version == 0 else 28
            self.base, self.end = self.number(start), self.number(start + 16)
            self.root = self.number(start + 40)
        elif version < 4:
            self.base, self.end, self.root = (self.number(at) for at in (12, 28, 36))
        else:
            raise ValueError(f"its superblock has version {version}, expected at most 3")
        if self.base:
            raise ValueError("it begins within another file")
        self._visited: set[int] = set()

    def bytes(self, start: int, size: int) -> memoryview:
        if start + size > len(self.data):
            raise ValueError(f"byte {start + size} is needed, {len(self.data)} are there")
        return self.data[start : start + size]

    def content(self, start: int, size: int) -> memoryview:
        """Stored elements; all datasets together cannot have more than there are bytes."""
        data = self.bytes(start, size)
        self.stored -= size
        if self.stored < 0:
            raise ValueError("its datasets count the same bytes more than once")
        return data

    def number(self, start: int, size: int = 8) -> int:
        return int.from_bytes(self.bytes(start, size), "little")

    def visit(self, address: int) -> int:
        """Each node once: a second time is a cycle, or work that the file's size does not bound."""
        if address in self._visited:
            raise ValueError(f"the node at byte {address} is in more than one place")
        self._visited.add(address)
        return address

    def open(self, address: int) -> Group | Dataset:
        """The group or dataset whose header is at this address."""
        parts: dict[int, list[memoryview]] = {}
        for kind, part in self._messages(address):
            parts.setdefault(kind, []).append(part)
        if 0x07 in parts:
            raise UnsafeFileError("a dataset lies in another file")
        if 0x08 in parts:
            return _dataset(self, parts)
        group = Group(attributes={_attribute_name(part) for part in parts.get(0x0C, ())})
        for part in parts.get(0x02, ()):
            heap = part[2 + 8 * bool(part[1] & 1) :][:8]
            if int.from_bytes(heap, "little") != _UNDEFINED:
                raise ValueError("a group is stored in the newer, dense form; write the file with "
                                 "h5py.File(..., libver='earliest')")  # fmt: skip
        for part in parts.get(0x06, ()):
            name, target = _link(part)
            group.members[name] = target
        for part in parts.get(0x11, ()):
            tree, heap = (int.from_bytes(part[at : at + 8], "little") for at in (0, 8))
            group.members.update(self._symbols(tree, heap))
        return group

    def tree(self, address: int, kind: int, key: int, level: int = 64) -> Iterator[tuple[int, int]]:
        """Of a B-tree: where each key of the lowest level is, and the address it leads to."""
        if bytes(self.bytes(self.visit(address), 5)) != b"TREE" + bytes([kind]):
            raise ValueError(f"there is no tree at byte {address}")
        own_level, used = self.data[address + 5], self.number(address + 6, 2)
        self.budget.charge(used * (key + 8 + ELEMENT), "a tree")
        if own_level >= level:
            raise ValueError("a tree does not get lower")
        for index in range(used):
            at = address + 24 + index * (key + 8)
            child = self.number(at + key)
            if own_level:
                yield from self.tree(child, kind, key, own_level)
            else:
                yield at, child

    def _symbols(self, tree: int, heap: int) -> Iterator[tuple[str, int]]:
        """The entries of an old-style group."""
        if bytes(self.bytes(heap, 4)) != b"HEAP":
            raise ValueError(f"there is no heap at byte {heap}")
        heap = self.visit(heap)
        names = self.bytes(self.number(heap + 24), self.number(heap + 8))
        for _, node in self.tree(tree, 0, 8):
            if bytes(self.bytes(self.visit(node), 4)) != b"SNOD":
                raise ValueError(f"there are no symbols at byte {node}")
            for index in range(self.number(node + 6, 2)):
                at = node + 8 + 40 * index
                offset, target = self.number(at), self.number(at + 8)
                name = bytes(names[offset : offset + 4096]).split(b"\0")[0].decode()
                self.budget.charge(2 * ELEMENT + 4 * len(name), "a symbol")
                if self.number(at + 16, 4) == 2:
                    raise UnsafeFileError(f"{name!r:.80} is a link by name to something else")
                yield name, target

    def _messages(self, address: int) -> Iterator[tuple[int, memoryview]]:
        """The messages of an object header, old or new, with those in its continuations."""
        old = bytes(self.bytes(address, 4)) != b"OHDR"
        if old:
            if self.data[address] != 1:
                raise ValueError(f"there is no object header at byte {address}")
            blocks = [(address + 16, self.number(address + 8, 4))]
            order = 0
        else:
            flags = self.data[address + 5]
            at = address + 6 + 16 * bool(flags & 0x20) + 4 * bool(flags & 0x10)
            width = 1 << (flags & 3)
            blocks = [(at + width, self.number(at, width))]
            order = 2 * bool(flags & 4)
        for start, size in blocks:  # grows while it is read
            block = self.bytes(self.visit(start), size)
            self.budget.charge(size + ELEMENT, "an object header")
            head = 8 if old else 4 + order
            while len(block) >= head:
                kind = block[0] + (block[1] << 8 if old else 0)
                length = int.from_bytes(block[2:4] if old else block[1:3], "little")
                shared = block[4 if old else 3] & 2
                body = block[head : head + length]
                if len(body) < length or (shared and kind != 0x0C):
                    raise ValueError("an object header has a message that is cut or shared")
                if kind == 0x10:
                    start, extent = (int.from_bytes(body[i : i + 8], "little") for i in (0, 8))
                    # New-style blocks are framed by a signature and a checksum.
                    blocks.append((start, extent) if old else (start + 4, extent - 8))
                else:
                    self.budget.charge(2 * ELEMENT, "a message of an object header")
                    yield kind, body
                block = block[head + length :]


def _dataset(file: File, parts: dict[int, list[memoryview]]) -> Dataset:
    dtype, big_endian = _dtype(parts[0x03][0])
    found = Dataset(_shape(parts[0x01][0]), dtype, big_endian)
    layout = parts[0x08][0]
    version, kind = layout[0], layout[1]
    if version not in (3, 4) or (version == 4 and kind > 1) or kind > 2:
        raise ValueError(f"a dataset has the layout {kind} of version {version}, which is not read")
    numbers = [int.from_bytes(layout[i : i + 8], "little") for i in (2, 10)]
    if kind == 0:
        size = int.from_bytes(layout[2:4], "little")
        found.data = layout[4 : 4 + size]
    elif kind == 1:
        stored = numbers[0] != _UNDEFINED
        found.data = file.content(numbers[0], numbers[1]) if stored else memoryview(b"")
    else:
        rank = layout[2] - 1
        found.chunk_tree = int.from_bytes(layout[3:11], "little")
        sizes = (layout[11 + 4 * i : 15 + 4 * i] for i in range(rank))
        found.chunk_shape = tuple(int.from_bytes(size, "little") for size in sizes)
        found.filters = tuple(_filters(parts[0x0B][0])) if 0x0B in parts else ()
    return found


def _shape(part: memoryview) -> tuple[int, ...]:
    start = {1: 8, 2: 4}[part[0]]
    if part[0] == 2 and part[3] == 2:
        raise ValueError("a dataset has no dataspace")
    return tuple(
        int.from_bytes(part[start + 8 * i : start + 8 * i + 8], "little") for i in range(part[1])
    )


def _dtype(part: memoryview) -> tuple[str, bool]:
    """A name in `tensors.DTYPES`, and whether the bytes are big-endian."""
    kind, size = part[0] & 15, int.from_bytes(part[4:8], "little")
    big_endian = bool(part[1] & 1)
    if kind == 0 and size in (1, 2, 4, 8):
        return f"{'int' if part[1] & 8 else 'uint'}{8 * size}", big_endian
    if kind == 1 and (size, part[13], part[15]) in _FLOATS:
        return _FLOATS[size, part[13], part[15]], big_endian
    if kind == 8 and size == 1:  # how h5py writes bool
        return "bool", False
    raise ValueError(
        f"a dataset has a datatype of class {kind} and {size} bytes, which is no dtype"
    )


def _filters(part: memoryview) -> Iterator[int]:
    """The filters' numbers, in the order in which they were applied."""
    version, at = part[0], 8 if part[0] == 1 else 2
    for _ in range(part[1]):
        number = int.from_bytes(part[at : at + 2], "little")
        named = version == 1 or number >= 256
        name = int.from_bytes(part[at + 2 : at + 4], "little") if named else 0
        at += 2 + 2 * named
        values = int.from_bytes(part[at + 2 : at + 4], "little")
        at += 4 + name + 4 * (values + (version == 1 and values % 2))
        yield number


def _link(part: memoryview) -> tuple[str, int]:
    """A member of a new-style group."""
    flags, at = part[1], 2
    kind = part[at] if flags & 8 else 0
    at += bool(flags & 8) + 8 * bool(flags & 4) + bool(flags & 16)
    width = 1 << (flags & 3)
    size = int.from_bytes(part[at : at + width], "little")
    at += width
    name = bytes(part[at : at + size]).decode()
    if kind:
        raise UnsafeFileError(f"{name!r:.80} is a link by name to something else")
    return name, int.from_bytes(part[at + size : at + size + 8], "little")


def _attribute_name(part: memoryview) -> str:
    size = int.from_bytes(part[2:4], "little")
    start = 9 if part[0] == 3 else 8
    return bytes(part[start : start + size]).rstrip(b"\0").decode("utf-8", "replace")
