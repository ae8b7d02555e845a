"""`model.safetensors`: eight bytes of header length, a JSON header, then the tensors.

https://huggingface.co/docs/safetensors#format. The header is checked completely before any
tensor is handed out: the ranges must be ordered, cover the data without hole or overlap, and
agree with shape and dtype.
"""

from __future__ import annotations

import json
import math
import reprlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auto_core.checkpoints.budget import ELEMENT, Budget
from auto_core.checkpoints.formats.layouts import from_flax, from_tensorflow
from auto_core.checkpoints.mapping import map_file
from auto_core.checkpoints.tensors import StoredTensor, is_shape, numpy_dtype
from auto_core.errors import CorruptFileError, InputError

# Names in the header -> names in `DTYPES`. The sub-byte F4 and F6 types have no NumPy layout.
DTYPES = {
    **{"BOOL": "bool", "U8": "uint8", "I8": "int8", "U16": "uint16", "I16": "int16"},
    **{"U32": "uint32", "I32": "int32", "U64": "uint64", "I64": "int64"},
    **{"F16": "float16", "BF16": "bfloat16", "F32": "float32", "F64": "float64"},
    **{"C64": "complex64", "F8_E4M3": "float8_e4m3fn", "F8_E4M3FNUZ": "float8_e4m3fnuz"},
    **{"F8_E5M2": "float8_e5m2", "F8_E5M2FNUZ": "float8_e5m2fnuz", "F8_E8M0": "float8_e8m0fnu"},
}

MAX_HEADER = 100_000_000  # bytes; the limit of the safetensors library

_PER_BYTE = 12  # what a header may cost for each byte of the file


def read(path: Path) -> tuple[dict[str, StoredTensor], dict[str, str]]:
    """All tensors of one file by name, and the header's metadata.

    Raises:
        CorruptFileError: empty, truncated, or a header that is not exactly right.
    """
    data = map_file(path)
    header, start = _header(path, data)
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise CorruptFileError(f"{path}: __metadata__ must map strings to strings.")
    entries = [(*_entry(path, name, entry), name) for name, entry in header.items()]
    entries.sort(key=lambda entry: (entry[0], entry[1]))
    tensors, position, available = {}, 0, len(data) - start
    for begin, end, shape, dtype, name in entries:
        if begin != position:
            what = "overlaps the tensor before it" if begin < position else "leaves a hole"
            raise CorruptFileError(
                f"{path}: tensor {name!r} begins at byte {begin} of the data, expected "
                f"{position}: it {what}."
            )
        position = end
        if end <= available:
            view = data[start + begin : start + end]
            tensors[name] = StoredTensor.dense(name, shape, dtype, view)
    if position > available:
        raise CorruptFileError(
            f"{path} is truncated: its header describes {start + position} bytes, the file has "
            f"{len(data)}. Download it again (force_download=True)."
        )
    if position < available:
        raise CorruptFileError(
            f"{path} has {len(data)} bytes, but its header describes only {start + position}."
        )
    layout = metadata.get("format")
    if layout in ("tf", "flax"):
        turned = [_turned(tensor, layout) for tensor in tensors.values()]
        tensors = {tensor.name: tensor for tensor in turned}
    return tensors, metadata


def _turned(tensor: StoredTensor, layout: str) -> StoredTensor:
    """Upstream's TensorFlow and Flax classes wrote their own names and layouts here, too."""
    return from_tensorflow(tensor, model_level=False) if layout == "tf" else from_flax(tensor)


def _header(path: Path, data: memoryview) -> tuple[dict[str, Any], int]:
    """The parsed header and where the data begin."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > MAX_HEADER:
        raise CorruptFileError(
            f"{path} is not a safetensors file: it has {len(data)} bytes and begins "
            f"{bytes(data[:8])!r}, which would be a header of {length} bytes."
        )
    if 8 + length > len(data):
        raise CorruptFileError(
            f"{path} is truncated: its header alone needs {8 + length} bytes, the file has "
            f"{len(data)}. Download it again (force_download=True)."
        )
    text = bytes(data[8 : 8 + length])
    try:
        _afford(text, len(data))
        header = json.loads(text, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise CorruptFileError(f"{path} has a header that is not valid JSON: {error}") from error
    if not isinstance(header, dict):
        raise CorruptFileError(f"{path} has a header that is not a JSON object.")
    return header, 8 + length


def _entry(path: Path, name: str, entry: Any) -> tuple[int, int, tuple[int, ...], str]:
    """Begin, end, shape and dtype of one tensor, consistent with each other."""
    match entry:
        case {"dtype": str(code), "shape": list(shape), "data_offsets": [begin, end]}:
            pass
        case _:
            raise CorruptFileError(
                f"{path}: tensor {name!r} needs dtype, shape and two data_offsets, got "
                f"{reprlib.repr(entry)}."
            )
    if code not in DTYPES:
        raise CorruptFileError(
            f"{path}: tensor {name!r} has dtype {code!r:.40}; readable are {', '.join(DTYPES)}."
        )
    if not is_shape(shape) or not all(type(n) is int and 0 <= n < 2**63 for n in (begin, end)):
        raise CorruptFileError(
            f"{path}: tensor {name!r} has shape {reprlib.repr(shape)} and offsets "
            f"{[begin, end]!r:.80}; all must be integers of at least 0 that memory can hold."
        )
    needed = math.prod(shape) * numpy_dtype(DTYPES[code]).itemsize
    if end - begin != needed:
        raise CorruptFileError(
            f"{path}: tensor {name!r} of shape {shape} and dtype {code} needs {needed} bytes, "
            f"its offsets {[begin, end]} give {end - begin}."
        )
    return begin, end, tuple(shape), DTYPES[code]


def _afford(header: bytes, size: int) -> None:
    """Refuse a header of more lists, objects and values than a file of this size describes.

    A tensor takes about 90 bytes of the header, of which 3 begin something and 6 are commas.
    """
    budget = Budget(size, per_byte=_PER_BYTE)
    begun, values = header.count(b"[") + header.count(b"{"), header.count(b",")
    budget.charge(2 * len(header) + 2 * ELEMENT * begun + ELEMENT * values, "its header")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no name stands twice: which one counted would be a guess."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the name {twice!r:.100} stands twice in one object")
    return found


def write(path: Path, tensors: Mapping[str, StoredTensor], metadata: Mapping[str, str]) -> None:
    """Write one file, tensor by tensor, as the safetensors library would lay it out.

    Widest dtype first, then by name, so that every tensor is aligned to its element size.
    """
    codes = {name: code for code, name in DTYPES.items()}
    order = sorted(tensors, key=lambda n: (-numpy_dtype(tensors[n].dtype).itemsize, n))
    header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    position = 0
    for name in order:
        tensor = tensors[name]
        if tensor.dtype not in codes:
            raise InputError(f"Tensor {name!r}: safetensors has no dtype {tensor.dtype}.")
        end = position + tensor.nbytes
        header[name] = {
            "dtype": codes[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [position, end],
        }
        position = end
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name in order:
            file.write(tensors[name].dense_bytes())
