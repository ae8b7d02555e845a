"""Datasets of HDF5 in pieces: each chunk is unpacked into its slice of one array."""

from __future__ import annotations

import math
import zlib

import numpy as np

from auto_core.checkpoints.formats.hdf5 import Dataset, File
from auto_core.checkpoints.tensors import as_bytes, numpy_dtype
from auto_core.errors import UnsafeFileError

DEFLATE, SHUFFLE, FLETCHER32 = 1, 2, 3
# What deflate can make of one stored byte, at the very most.
MAX_EXPANSION = 1100

Chunk = tuple[tuple[int, ...], memoryview, int]  # offset, stored bytes, mask of filters left out


def chunks(file: File, dataset: Dataset) -> list[Chunk]:
    """The chunks as they are stored, after checking that they can be what they claim.

    Raises:
        UnsafeFileError: a filter other than deflate, shuffle and fletcher32, which the HDF5
            library would load as a plugin.
        ValueError: the array is larger than its chunks can be unpacked to, a chunk is counted
            twice or lies outside, or all of it is more than the file may unpack to.
    """
    unknown = set(dataset.filters) - {DEFLATE, SHUFFLE, FLETCHER32}
    if unknown:
        raise UnsafeFileError(f"a dataset needs the HDF5 filters {sorted(unknown)}")
    rank = len(dataset.shape)
    if len(dataset.chunk_shape) != rank or not all(dataset.chunk_shape):
        raise ValueError("a dataset has chunks of another rank, or of no extent")
    if len(set(dataset.filters)) < len(dataset.filters):
        raise ValueError(f"a dataset has a filter twice: {list(dataset.filters)}")
    item = numpy_dtype(dataset.dtype).itemsize
    size = math.prod(max(n, 1) for n in dataset.shape) * item
    each = math.prod(dataset.chunk_shape) * item
    found: dict[tuple[int, ...], Chunk] = {}
    for at, address in file.tree(dataset.chunk_tree, 1, 8 + 8 * (rank + 1)):
        offset = tuple(file.number(at + 8 + 8 * axis) for axis in range(rank))
        for start, extent, length in zip(offset, dataset.chunk_shape, dataset.shape, strict=True):
            if start % extent or start >= length:
                raise ValueError(f"a chunk at {list(offset)} is not in its dataset")
        if offset in found:
            raise ValueError(f"a dataset has two chunks at {list(offset)}")
        file.unpacked.charge(each, "a chunk")
        stored = file.content(address, file.number(at, 4))
        found[offset] = (offset, stored, file.number(at + 4, 4))
    stored = sum(len(data) for _, data, _ in found.values())
    if size > stored * (MAX_EXPANSION if dataset.filters else 1):
        raise ValueError(f"a dataset claims {size} bytes, of which {stored} are stored")
    file.unpacked.charge(size, "a dataset")
    return list(found.values())


def assemble(dataset: Dataset, parts: list[Chunk]) -> memoryview:
    """The whole array, dense and little-endian."""
    dtype = numpy_dtype(dataset.dtype)
    raw = dtype.newbyteorder(">") if dataset.big_endian else dtype
    whole = np.zeros(dataset.shape, dtype)
    limit = math.prod(dataset.chunk_shape) * dtype.itemsize
    for offset, stored, mask in parts:
        data = _unpack(bytes(stored), dataset.filters, mask, limit, dtype.itemsize)
        if len(data) != limit:
            raise ValueError(f"a chunk has {len(data)} bytes, expected {limit}")
        chunk = np.frombuffer(data, raw).reshape(dataset.chunk_shape)
        # The last chunk along a dimension sticks out of the array.
        inside = tuple(
            slice(start, start + n) for start, n in zip(offset, dataset.chunk_shape, strict=True)
        )
        target = whole[inside]
        target[...] = chunk[tuple(slice(n) for n in target.shape)]
    return as_bytes(whole)


def _unpack(data: bytes, filters: tuple[int, ...], mask: int, limit: int, item: int) -> bytes:
    """Undo the filters, last first, never growing beyond `limit` and a checksum."""
    for index, number in reversed(list(enumerate(filters))):
        if mask >> index & 1:
            continue
        if number == DEFLATE:
            data = zlib.decompressobj().decompress(data, limit + 4)
        elif number == FLETCHER32:
            data = data[:-4]
        else:
            rows = np.frombuffer(data, np.uint8)
            whole = len(rows) // item * item
            data = rows[:whole].reshape(item, -1).T.tobytes() + data[whole:]
    return data
