"""`flax_model.msgpack`: flax's nested parameters, named and turned as `layouts` says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auto_core.checkpoints.budget import ELEMENT, Budget
from auto_core.checkpoints.formats import msgpack
from auto_core.checkpoints.formats.layouts import from_flax
from auto_core.checkpoints.mapping import map_file, reading
from auto_core.checkpoints.tensors import DTYPES, StoredTensor, is_shape, numpy_dtype
from auto_core.errors import CorruptFileError

_CHUNKED = "__msgpack_chunked_array__"
_ARRAY, _SCALAR = 1, 3  # flax's extension types


def read(path: Path) -> tuple[dict[str, StoredTensor], dict[str, str]]:
    """All tensors of one file by their checkpoint names, and the layout as metadata.

    Raises:
        CorruptFileError: empty, truncated, or not nested parameters.
    """
    data = map_file(path)
    with reading(path, "flax parameters"):
        budget = Budget(len(data), per_byte=msgpack.PER_BYTE)
        tree = msgpack.unpack(data, budget)
        if not isinstance(tree, dict):
            raise CorruptFileError(f"{path} holds a {type(tree).__name__}, expected parameters.")
        tensors: dict[str, StoredTensor] = {}
        for name, leaf in _leaves(tree, "", budget):
            tensor = from_flax(_tensor(name, leaf, budget))
            if tensor.name in tensors:
                raise CorruptFileError(f"{path} has two tensors for the name {tensor.name!r}.")
            tensors[tensor.name] = tensor
        return tensors, {"format": "flax"}


def _leaves(tree: dict[str, Any], above: str, budget: Budget) -> Iterator[tuple[str, Any]]:
    """Paths with slashes (a shard is one flat map of them already) and what lies there."""
    for key, value in tree.items():
        path = f"{above}{key}"
        budget.charge(4 * len(path), "the path of a tensor")
        if isinstance(value, dict) and _CHUNKED not in value:
            yield from _leaves(value, f"{path}/", budget)
        else:
            yield path, value


def _tensor(name: str, leaf: Any, budget: Budget) -> StoredTensor:
    budget.charge(10 * ELEMENT, "a tensor")
    if isinstance(leaf, msgpack.Extension) and leaf.code in (_ARRAY, _SCALAR):
        return _array(name, leaf.data, budget)
    if isinstance(leaf, dict):
        return _joined(name, leaf, budget)
    raise ValueError(f"{name!r} is a {type(leaf).__name__}, expected an array")


def _array(name: str, message: memoryview, budget: Budget) -> StoredTensor:
    shape, dtype, data = msgpack.unpack(message, budget)
    dtype = bytes(dtype).decode() if isinstance(dtype, memoryview) else dtype
    if dtype not in DTYPES or not isinstance(shape, list) or not is_shape(shape):
        raise ValueError(f"{name!r} has dtype {dtype!r:.40} and shape {shape!r:.80}")
    needed = math.prod(shape) * numpy_dtype(dtype).itemsize
    if not isinstance(data, memoryview) or len(data) != needed:
        raise ValueError(f"{name!r} of shape {shape} and {dtype} needs {needed} bytes")
    return StoredTensor.dense(name, tuple(shape), dtype, data)


def _joined(name: str, leaf: dict[str, Any], budget: Budget) -> StoredTensor:
    """An array over 1 GB, which flax cuts into pieces: joined when it is read."""
    shape = tuple(_numbered(leaf["shape"]))
    pieces = []
    for piece in _numbered(leaf["chunks"]):
        if not isinstance(piece, msgpack.Extension):
            raise ValueError(f"{name!r:.80} has a piece that is no array")
        pieces.append(_tensor(name, piece, budget))
    dtypes = {piece.dtype for piece in pieces}
    size = sum(piece.size for piece in pieces)
    if not is_shape(shape) or len(dtypes) != 1 or math.prod(shape) != size:
        raise ValueError(f"{name!r} of shape {shape} is in pieces of {size} elements, {dtypes}")

    def join() -> memoryview:
        return memoryview(bytearray().join(piece.buffer for piece in pieces))

    return StoredTensor.dense(name, shape, dtypes.pop(), join)


def _numbered(items: dict[str, Any]) -> list[Any]:
    """flax writes a tuple as a map with the keys "0", "1", ..."""
    return [items[str(index)] for index in range(len(items))]
