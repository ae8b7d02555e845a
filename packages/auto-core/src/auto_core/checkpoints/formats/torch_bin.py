"""`pytorch_model.bin`: torch's zip archive, or the stream of pickles that came before torch 1.6.

The zip holds one pickle of the state dict and each storage as an uncompressed entry, so tensors
are views of the mapped file; shared storages stay shared, and strides are kept.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auto_core.checkpoints.budget import Budget
from auto_core.checkpoints.formats import pickles
from auto_core.checkpoints.mapping import map_file, reading
from auto_core.checkpoints.tensors import DTYPES, StoredTensor, is_shape, numpy_dtype
from auto_core.errors import CorruptFileError

MAX_PICKLE = 2**27  # bytes; a tensor takes about 200 of them

_REPEATED = 8  # how often, on average, the tensors may hold each byte of the file

_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_LEGACY_PROTOCOL = 1001

Block = Callable[[pickles.Storage], memoryview]


def read(path: Path) -> tuple[dict[str, StoredTensor], dict[str, str]]:
    """All tensors of one file by name; this format has no metadata.

    Raises:
        UnsafeFileError: its pickle does more than rebuild tensors.
        CorruptFileError: empty, truncated, or no state dict.
    """
    data = map_file(path)
    with reading(path, "a PyTorch checkpoint"):
        budget = Budget(len(data), per_byte=pickles.PER_BYTE)
        if data[:2] == b"PK":
            state, block = _read_zip(path, data, budget)
        else:
            state, block = _read_stream(path, data, budget)
        tensors = {
            name: _stored(path, name, tensor, block)
            for name, tensor in _state_dict(path, state).items()
        }
        _afford(tensors, len(data))
        return tensors, {}


def _afford(tensors: dict[str, StoredTensor], size: int) -> None:
    """Refuse tensors that repeat the file's bytes many times: by strides of 0, or by sharing.

    Whoever copies or casts them needs the memory. A matrix that is tied three times is honest.
    """
    budget = Budget(size, per_byte=_REPEATED)
    for tensor in tensors.values():
        budget.charge(tensor.nbytes, f"tensor {tensor.name!r:.80}")


def _read_zip(path: Path, data: memoryview, budget: Budget) -> tuple[Any, Block]:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            found = archive.infolist()
    except zipfile.BadZipFile as error:
        raise CorruptFileError(
            f"{path} is truncated or damaged: its archive directory, which comes last, is not "
            f"within its {len(data)} bytes ({error}). Download it again (force_download=True)."
        ) from error

    entries = {entry.filename: entry for entry in found}
    if len(entries) < len(found):
        name, count = Counter(entry.filename for entry in found).most_common(1)[0]
        raise CorruptFileError(
            f"{path} has {count} entries {name!r:.80} in its archive; which one counts is a guess."
        )

    def content(name: str) -> memoryview:
        if name not in entries:
            raise CorruptFileError(f"{path} has no entry {name!r} in its archive.")
        return _entry(path, data, entries[name])

    roots = [name.removesuffix("data.pkl") for name in entries if name.endswith("/data.pkl")]
    if len(roots) != 1 or f"{roots[0]}constants.pkl" in entries:
        raise CorruptFileError(
            f"{path} is a zip archive, but not of `torch.save(model.state_dict(), ...)`: "
            f"it has {len(entries)} entries, expected exactly one data.pkl and no TorchScript."
        )
    root = roots[0]
    order = bytes(content(f"{root}byteorder")) if f"{root}byteorder" in entries else b"little"
    if order != b"little":
        raise CorruptFileError(f"{path} has byte order {order!r}; only little-endian is read.")
    state = pickles.load(io.BytesIO(_limited(path, content(f"{root}data.pkl"))), budget)
    return state, lambda storage: content(f"{root}data/{storage.key}")


def _entry(path: Path, data: memoryview, entry: zipfile.ZipInfo) -> memoryview:
    """The bytes of an uncompressed entry, in place."""
    if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
        raise CorruptFileError(
            f"{path}: entry {entry.filename!r} is compressed or encrypted; torch writes neither."
        )
    # The lengths of name and extra field stand again in the local header, and may differ there.
    local = data[entry.header_offset : entry.header_offset + 30]
    names = int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
    start = entry.header_offset + 30 + names
    if bytes(local[:4]) != b"PK\3\4" or start + entry.file_size > len(data):
        raise CorruptFileError(
            f"{path} is truncated or damaged: entry {entry.filename!r} ends at byte "
            f"{start + entry.file_size}, the file has {len(data)}."
        )
    return data[start : start + entry.file_size]


def _read_stream(path: Path, data: memoryview, budget: Budget) -> tuple[Any, Block]:
    """Magic, version, system, state dict and storage keys as pickles, then the storages."""
    file = _Bytes(data)
    magic = pickles.load(file, budget)
    if magic != _LEGACY_MAGIC or pickles.load(file, budget) != _LEGACY_PROTOCOL:
        raise CorruptFileError(f"{path} is a pickle, but none that torch.save has written.")
    pickles.load(file, budget)  # of the machine that wrote it: its byte order is always little
    state, keys = pickles.load(file, budget), pickles.load(file, budget)
    sizes = _storage_sizes(_state_dict(path, state))
    blocks, position = {}, file.tell()
    for key in keys:
        if key not in sizes:
            raise CorruptFileError(f"{path} has a storage that no tensor uses.")
        numel = int.from_bytes(data[position : position + 8], "little")
        end = position + 8 + numel * sizes[key]
        if end > len(data):
            raise CorruptFileError(
                f"{path} is truncated: it needs at least {end} bytes and has {len(data)}. "
                "Download it again (force_download=True)."
            )
        blocks[key] = data[position + 8 : end]
        position = end
    return state, lambda storage: blocks[storage.key]


def _storage_sizes(state: dict[str, pickles.Tensor]) -> dict[str, int]:
    """Bytes per element of every storage in use."""
    storages = [tensor.storage for tensor in state.values()]
    return {storage.key: numpy_dtype(storage.dtype).itemsize for storage in storages}


def _state_dict(path: Path, state: Any) -> dict[str, pickles.Tensor]:
    """Names and tensors, or an error that says what the file holds instead."""
    if not isinstance(state, dict):
        raise CorruptFileError(f"{path} holds a {type(state).__name__}, expected a state dict.")
    others = [key for key, value in state.items() if not isinstance(value, pickles.Tensor)]
    others += [key for key in state if not isinstance(key, str)]
    if others:
        inner = [key for key in others if isinstance(state[key], dict)]
        hint = f" Save its [{inner[0]!r}] as the checkpoint instead." if inner else ""
        raise CorruptFileError(
            f"{path} is no state dict of named tensors: {others[0]!r:.80} is a "
            f"{type(state[others[0]]).__name__}.{hint}"
        )
    return state


def _stored(path: Path, name: str, tensor: pickles.Tensor, block: Block) -> StoredTensor:
    """The tensor as a view of its storage, after checking that it lies within."""
    storage, dtype = tensor.storage, tensor.dtype
    if dtype not in DTYPES:
        raise CorruptFileError(f"{path}: tensor {name!r} has dtype {dtype}, which is not read.")
    if not is_shape(tensor.shape) or len(tensor.strides) != len(tensor.shape):
        raise CorruptFileError(f"{path}: tensor {name!r} has an impossible shape or strides.")
    if not math.prod(tensor.shape):
        return StoredTensor.dense(name, tensor.shape, dtype, memoryview(b""))
    size = numpy_dtype(dtype).itemsize
    first = storage.offset * numpy_dtype(storage.dtype).itemsize + tensor.offset * size
    span = sum((n - 1) * step for n, step in zip(tensor.shape, tensor.strides, strict=True))
    data, end = block(storage), first + (span + 1) * size
    if end > len(data):
        raise CorruptFileError(
            f"{path}: tensor {name!r} ends at byte {end} of a storage of {len(data)}."
        )
    return StoredTensor(name, tensor.shape, dtype, tensor.strides, data[first:end])


def _limited(path: Path, pickle: memoryview) -> memoryview:
    if len(pickle) > MAX_PICKLE:
        raise CorruptFileError(
            f"{path} has a pickle of {len(pickle)} bytes, expected at most {MAX_PICKLE}: "
            "tensors belong outside of it."
        )
    return pickle


class _Bytes:
    """The mapped file as a stream, read without first copying all of it."""

    def __init__(self, data: memoryview):
        self._data = data
        self._position = 0

    def read(self, size: int = -1, /) -> bytes:
        end = len(self._data) if size < 0 else self._position + size
        if end - self._position > MAX_PICKLE:
            raise ValueError("the pickle asks for more bytes than a pickle of names has")
        found = bytes(self._data[self._position : end])
        self._position += len(found)
        return found

    def readline(self, size: int = -1, /) -> bytes:
        # Lines are names and decimal numbers: short, in every pickle that torch writes.
        start = bytes(self._data[self._position : self._position + 4096])
        line = start[: start.find(b"\n") + 1] or start
        self._position += len(line)
        return line

    def tell(self) -> int:
        return self._position
