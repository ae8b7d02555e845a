"""`tf_model.h5`: HDF5 as Keras writes it, named and turned as `layouts` says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from auto_core.checkpoints.formats import hdf5, hdf5_chunks
from auto_core.checkpoints.formats.layouts import from_tensorflow
from auto_core.checkpoints.mapping import map_file, reading
from auto_core.checkpoints.tensors import StoredTensor, as_bytes, is_shape, numpy_dtype
from auto_core.errors import CorruptFileError

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_MAX_DEPTH = 100


def read(path: Path) -> tuple[dict[str, StoredTensor], dict[str, str]]:
    """All tensors of one file by their checkpoint names, and the layout as metadata.

    Raises:
        UnsafeFileError: it refers to other files or needs plugins.
        CorruptFileError: empty, truncated, or no Keras weights.
    """
    data = map_file(path)
    if bytes(data[:8]) != _SIGNATURE:
        raise CorruptFileError(f"{path} is no HDF5 file: it begins {bytes(data[:8])!r}.")
    if len(data) < hdf5.LEAST:
        raise CorruptFileError(
            f"{path} is truncated: its header alone has {hdf5.LEAST} bytes or more, the file has "
            f"{len(data)}. Download it again (force_download=True)."
        )
    with reading(path, "HDF5 weights of Keras"):
        file = hdf5.File(data)
        if file.end > len(data):
            raise CorruptFileError(
                f"{path} is truncated: it should have {file.end} bytes and has {len(data)}. "
                "Download it again (force_download=True)."
            )
        tensors: dict[str, StoredTensor] = {}
        for name, dataset, in_layer in _datasets(file):
            tensor = from_tensorflow(_tensor(path, name, dataset, file), model_level=in_layer)
            present = tensors.setdefault(tensor.name, tensor)
            # Keras files a variable under each layer that uses it: a head has the embeddings, too.
            if present is not tensor:
                file.unpacked.charge(present.nbytes + tensor.nbytes, "a tensor that stands twice")
            if present is not tensor and not present.equals(tensor):
                raise CorruptFileError(f"{path} has two different tensors for {tensor.name!r}.")
        return tensors, {"format": "tf"}


def _datasets(file: hdf5.File) -> Iterator[tuple[str, hdf5.Dataset, bool]]:
    """Each dataset with its name, and whether Keras filed it under a layer.

    A whole model is one group per layer, holding variables by their full names; a shard holds
    them without the model's level, and without the layers.
    """
    root = file.open(file.root)
    if isinstance(root, hdf5.Dataset):
        raise ValueError("its root is a dataset")
    for name, address in root.members.items():
        item = file.open(address)
        layer = isinstance(item, hdf5.Group) and bool(
            item.attributes & {"weight_names", "weight_names0"}
        )
        for path, dataset in _walk(file, item, "" if layer else name, 0):
            yield path, dataset, layer


def _walk(
    file: hdf5.File, item: hdf5.Group | hdf5.Dataset, path: str, depth: int
) -> Iterator[tuple[str, hdf5.Dataset]]:
    if isinstance(item, hdf5.Dataset):
        yield path, item
        return
    if depth > _MAX_DEPTH:
        raise ValueError(f"groups are nested deeper than {_MAX_DEPTH}")
    for name, address in item.members.items():
        member = file.open(address)
        yield from _walk(file, member, f"{path}/{name}" if path else name, depth + 1)


def _tensor(path: Path, name: str, dataset: hdf5.Dataset, file: hdf5.File) -> StoredTensor:
    """In place where the file has it as it is; unpacked when it is used, where not."""
    shape, dtype, data = dataset.shape, dataset.dtype, dataset.data
    if not is_shape(shape):
        raise ValueError(f"dataset {name!r:.80} has the shape {shape}")
    if not math.prod(shape):
        return StoredTensor.dense(name, shape, dtype, memoryview(b""))
    if data is None:
        parts = hdf5_chunks.chunks(file, dataset)

        def unpack() -> memoryview:
            with reading(path, "HDF5 weights of Keras"):
                return hdf5_chunks.assemble(dataset, parts)

        return StoredTensor.dense(name, shape, dtype, unpack)
    needed = math.prod(shape) * numpy_dtype(dtype).itemsize
    if len(data) != needed:
        raise ValueError(
            f"dataset {name!r:.80} claims {needed} bytes, of which {len(data)} are stored"
        )
    if dataset.big_endian:
        raw = numpy_dtype(dtype).newbyteorder(">")
        return StoredTensor.dense(name, shape, dtype, lambda: as_bytes(np.frombuffer(data, raw)))
    return StoredTensor.dense(name, shape, dtype, data)
