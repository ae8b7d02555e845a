"""Writing a checkpoint that upstream reads, so that at any moment one whole version is there."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from auto_core.checkpoints.atomic import Batch, atomic_path, sync_directory, together, write_text
from auto_core.checkpoints.formats import safetensors
from auto_core.checkpoints.paths import check_variant
from auto_core.checkpoints.tensors import DTYPES, StoredTensor, as_bytes
from auto_core.errors import InputError

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}

Tensor = StoredTensor | np.ndarray[Any, Any]


def save_weights(
    directory: str | os.PathLike[str],
    tensors: Mapping[str, Tensor],
    *,
    max_shard_size: int | str = "50GB",
    variant: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write `model.safetensors`, or shards and their index where that would be too large.

    Tensors are NumPy arrays (ml_dtypes included) or `StoredTensor`s; names are the file's, and a
    tied tensor is passed once. Everything is written and synced beside its final name first
    (within `atomic.together`, the config and all else that is saved, too). The old checkpoint is
    whole until the new one is, and only then are its files removed: wherever the process is
    killed, a reader finds one or the other.

    Args:
        max_shard_size: bytes, or text such as "5GB" (10**9) or "5GiB" (2**30). A tensor larger
            than this has a shard for itself.
        variant: written into the names, as `model.fp16.safetensors`.
        metadata: of the safetensors header; `{"format": "pt"}` (torch's layout) by default.

    Returns: the weights files in order, without the index.

    Raises:
        InputError: a size that is none, or a dtype that the format lacks.
    """
    directory = Path(directory)
    check_variant(variant)
    stored = {name: as_stored(name, tensor) for name, tensor in tensors.items()}
    stem = f"model.{variant}" if variant else "model"
    index = directory / ("model.safetensors.index" + (f".{variant}" if variant else "") + ".json")
    single = directory / f"{stem}.safetensors"
    shards = split(stored, parse_size(max_shard_size))
    metadata = dict(metadata or {"format": "pt"})
    old = _files_of(directory, stem)

    with together() as batch:
        if len(shards) == 1:
            files = [single]
            with atomic_path(single) as path:
                safetensors.write(path, shards[0], metadata)
        else:
            files = [
                directory / f"{stem}-{i + 1:05d}-of-{len(shards):05d}.safetensors"
                for i in range(len(shards))
            ]
            _write_shards(files, shards, metadata, index, batch)

        def remove_old() -> None:
            sync_directory(directory)
            for path in [single, index, *old]:
                if path not in files and not (path == index and len(files) > 1):
                    path.unlink(missing_ok=True)

        batch.after(remove_old)
    return files


def as_stored(name: str, tensor: Tensor) -> StoredTensor:
    """An array as a `StoredTensor` over its own memory, copied only if it is not dense.

    Raises:
        InputError: a dtype that no checkpoint holds.
    """
    if isinstance(tensor, StoredTensor):
        return tensor
    dtype = str(tensor.dtype.newbyteorder("="))
    if dtype not in DTYPES:
        raise InputError(
            f"Tensor {name!r} has dtype {dtype}; a checkpoint holds {', '.join(DTYPES)}."
        )
    data = as_bytes(tensor) if tensor.size else memoryview(b"")
    return StoredTensor.dense(name, tensor.shape, dtype, data)


def parse_size(size: int | str) -> int:
    """Bytes, from a number or from text such as "5GB" or "500 MiB".

    Raises:
        InputError: neither, or not above 0.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", str(size))
    number = float(match[1]) * _UNITS.get(match[2].upper(), 0) if match else 0
    if isinstance(size, bool) or number < 1:
        raise InputError(
            f"max_shard_size={size!r} is no size; pass a number of bytes or text such as "
            "'5GB' or '500MiB'."
        )
    return int(number)


def split(tensors: Mapping[str, StoredTensor], most: int) -> list[dict[str, StoredTensor]]:
    """The tensors in order, cut before a group would grow over `most` bytes; at least one group."""
    shards: list[dict[str, StoredTensor]] = [{}]
    size = 0
    for name, tensor in tensors.items():
        if shards[-1] and size + tensor.nbytes > most:
            shards.append({})
            size = 0
        shards[-1][name] = tensor
        size += tensor.nbytes
    return shards


def _write_shards(
    files: list[Path],
    shards: list[dict[str, StoredTensor]],
    metadata: dict[str, str],
    index: Path,
    batch: Batch,
) -> None:
    """Write shards and index without a moment in which the index points at foreign content.

    Where an older checkpoint holds the same names, the new shards go by other names first, the
    index turns to those, and only then do the final names (hard links) and the final index come.
    """
    totals = {
        "total_parameters": sum(tensor.size for shard in shards for tensor in shard.values()),
        "total_size": sum(tensor.nbytes for shard in shards for tensor in shard.values()),
    }

    def write_index(of_shard: list[Path]) -> None:
        names = {n: path.name for path, shard in zip(of_shard, shards, strict=True) for n in shard}
        content = {"metadata": totals, "weight_map": dict(sorted(names.items()))}
        write_text(index, json.dumps(content, indent=2) + "\n")

    taken = any(path.exists() for path in files)
    tag = f"-{secrets.token_hex(4)}" if taken else ""
    written = [path.with_name(f"{path.stem}{tag}{path.suffix}") for path in files]
    for path, shard in zip(written, shards, strict=True):
        with atomic_path(path) as temporary:
            safetensors.write(temporary, shard, metadata)
    write_index(written)

    def take_final_names() -> None:
        for path, final in zip(written, files, strict=True):
            with atomic_path(final) as temporary:
                _link(path, temporary)
        write_index(files)
        for path in written:
            path.unlink()

    if taken:
        batch.after(take_final_names)


def _link(source: Path, target: Path) -> None:
    """A second name for a file; a copy where the file system has no hard links."""
    target.unlink()
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _files_of(directory: Path, stem: str) -> list[Path]:
    """Shards that a save under this stem has left, also those of a killed one."""
    pattern = re.compile(rf"{re.escape(stem)}-\d{{5}}-of-\d{{5}}(-[0-9a-f]{{8}})?\.safetensors")
    if not directory.is_dir():
        return []
    return [path for path in directory.iterdir() if pattern.fullmatch(path.name)]
