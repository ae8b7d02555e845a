"""Writing `flax_model.msgpack` as flax serialises nested parameters, one tensor at a time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from auto_core.checkpoints.formats.leaves import Kinds, to_flax
from auto_core.checkpoints.tensors import StoredTensor, numpy_dtype
from auto_core.errors import MissingDependencyError

_ARRAY = 1  # flax's extension type
_STATISTICS = ("mean", "var")
MAX_CHUNK = 2**30  # bytes; flax cuts larger arrays into pieces


def write(path: Path, tensors: Iterable[StoredTensor], kinds: Kinds, *, top: str = "") -> None:
    """Write one file; `top` is a level above all names.

    Parameters stand at the top; where a model has statistics too (batch normalisation), there are
    the two collections `params` and `batch_stats`.

    Raises:
        MissingDependencyError: msgpack is not installed.
    """
    collections: dict[str, dict[str, Any]] = {"params": {}}
    for tensor in tensors:
        turned = to_flax(tensor, kinds)
        *levels, leaf = (f"{top}/{turned.name}" if top else turned.name).split("/")
        statistic = tensor.name.endswith(("running_mean", "running_var")) and leaf in _STATISTICS
        tree = collections.setdefault("batch_stats" if statistic else "params", {})
        for level in levels:
            tree = tree.setdefault(level, {})
        tree[leaf] = turned
    packer = _msgpack().Packer()
    with path.open("wb") as file:
        _pack(file, packer, collections if len(collections) > 1 else collections["params"])


def _pack(file: BinaryIO, packer: Any, node: Any) -> None:
    if isinstance(node, dict):
        file.write(packer.pack_map_header(len(node)))
        for key, value in node.items():
            file.write(packer.pack(key))
            _pack(file, packer, value)
    elif isinstance(node, StoredTensor) and node.nbytes > MAX_CHUNK:
        _pack(file, packer, _in_pieces(node))
    elif isinstance(node, StoredTensor):
        content = packer.pack((list(node.shape), node.dtype, node.dense_bytes()))
        file.write(packer.pack(_msgpack().ExtType(_ARRAY, content)))
    else:
        file.write(packer.pack(node))


def _in_pieces(tensor: StoredTensor) -> dict[str, Any]:
    """A large array as flax cuts it; a tuple is a map with the keys "0", "1", ..."""
    data = tensor.dense_bytes()
    width = numpy_dtype(tensor.dtype).itemsize
    step = max(1, MAX_CHUNK // width) * width
    pieces = [data[start : start + step] for start in range(0, len(data), step)]
    return {
        "__msgpack_chunked_array__": True,
        "shape": {str(axis): length for axis, length in enumerate(tensor.shape)},
        "chunks": {
            str(number): StoredTensor.dense("", (len(piece) // width,), tensor.dtype, piece)
            for number, piece in enumerate(pieces)
        },
    }


def _msgpack() -> Any:
    try:
        import msgpack
    except ImportError as error:
        raise MissingDependencyError(
            'Writing msgpack needs msgpack. Install it with `pip install "auto-core[msgpack]"`.'
        ) from error
    return msgpack
