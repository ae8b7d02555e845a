"""`tf_model.h5`: HDF5 as Keras writes it, named and turned as `layouts` says.

h5py only finds the datasets; contiguous ones (all that upstream wrote) are views of the mapped
file. Nothing leads out of the file: soft and external links, external storage, virtual datasets
and filters that would load a plugin are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from auto_core.checkpoints.formats.layouts import from_tensorflow
from auto_core.checkpoints.mapping import map_file, reading
from auto_core.checkpoints.tensors import DTYPES, StoredTensor, as_bytes, is_shape
from auto_core.errors import CorruptFileError, MissingDependencyError, UnsafeFileError

if TYPE_CHECKING:
    import h5py

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_MAX_DEPTH = 100
# What deflate and the shuffle filter can make of one stored byte, at the very most.
_MAX_EXPANSION = 1100
_FILTERS = {1: "deflate", 2: "shuffle", 3: "fletcher32"}


def read(path: Path) -> tuple[dict[str, StoredTensor], dict[str, str]]:
    """All tensors of one file by their checkpoint names, and the layout as metadata.

    Raises:
        MissingDependencyError: h5py is not installed.
        UnsafeFileError: it refers to other files or to plugins.
        CorruptFileError: empty, truncated, or no Keras weights.
    """
    try:
        import h5py
    except ImportError as error:
        raise MissingDependencyError(
            f"Reading {path.name} needs h5py. Install it with: pip install 'auto-core[h5]'"
        ) from error
    data = map_file(path)
    _check_size(path, data)
    with reading(path, "HDF5 weights of Keras"):
        tensors: dict[str, StoredTensor] = {}
        with h5py.File(path, "r", locking=False) as file:
            for name, dataset, in_layer in _datasets(file):
                tensor = from_tensorflow(_tensor(path, name, dataset, data), model_level=in_layer)
                if tensor.name in tensors:
                    raise CorruptFileError(f"{path} has two tensors for {tensor.name!r}.")
                tensors[tensor.name] = tensor
        return tensors, {"format": "tf"}


def _check_size(path: Path, data: memoryview) -> None:
    """The superblock says where the file ends; h5py's own message about it is hard to read."""
    if bytes(data[:8]) != _SIGNATURE:
        raise CorruptFileError(f"{path} is no HDF5 file: it begins {bytes(data[:8])!r}.")
    version, sizes = data[8], data[13] if len(data) > 13 else 0
    # Version 0: base, free space, end of file after 24 bytes; 2 and 3: base, extension, end at 12.
    at = {0: 24 + 16, 1: 28 + 16, 2: 12 + 16, 3: 12 + 16}.get(version, len(data))
    if version < 2 and sizes != 8:
        return
    end = int.from_bytes(data[at : at + 8], "little")
    if len(data) < end < 2**63:
        raise CorruptFileError(
            f"{path} is truncated: it should have {end} bytes and has {len(data)}. Delete it and "
            "download it again."
        )


def _datasets(file: h5py.File) -> Iterator[tuple[str, h5py.Dataset, bool]]:
    """Each dataset with its name, and whether Keras filed it under a layer.

    A whole model is one group per layer, holding variables by their full names; a shard holds
    them without the model's level, and without the layers.
    """
    for name, item in _members(file):
        attributes = getattr(item, "attrs", {})
        layer = "weight_names" in attributes or "weight_names0" in attributes
        for path, dataset in _walk(item, "" if layer else name, {_address(file)}):
            yield path, dataset, layer


def _walk(item: Any, path: str, above: set[int]) -> Iterator[tuple[str, h5py.Dataset]]:
    if not hasattr(item, "keys"):
        yield path, item
        return
    address = _address(item)
    if address in above or len(above) > _MAX_DEPTH:
        raise ValueError(f"group {path!r:.80} contains itself, or is nested too deep")
    for name, member in _members(item):
        yield from _walk(member, f"{path}/{name}" if path else name, {*above, address})


def _members(group: Any) -> Iterator[tuple[str, Any]]:
    import h5py

    for name in group:
        link = group.get(name, getlink=True)
        if not isinstance(link, h5py.HardLink):
            raise UnsafeFileError(f"{name!r:.80} is a {type(link).__name__} to something else")
        yield name, group[name]


def _address(item: Any) -> int:
    import h5py

    return h5py.h5o.get_info(item.id).addr  # pyright: ignore[reportAttributeAccessIssue]


def _tensor(path: Path, name: str, dataset: h5py.Dataset, data: memoryview) -> StoredTensor:
    shape, dtype = dataset.shape, str(dataset.dtype.newbyteorder("="))
    if dataset.external or dataset.is_virtual:
        raise UnsafeFileError(f"dataset {name!r:.80} lies in another file")
    if shape is None or not is_shape(shape) or dtype not in DTYPES:
        raise ValueError(f"dataset {name!r:.80} has shape {shape} and dtype {dtype}")
    if not dataset.size:
        return StoredTensor.dense(name, shape, dtype, memoryview(b""))
    nbytes, offset = dataset.nbytes, dataset.id.get_offset()
    if offset is not None and dataset.dtype.isnative:
        if offset + nbytes > len(data):
            raise ValueError(f"dataset {name!r:.80} ends at {offset + nbytes} of {len(data)} bytes")
        return StoredTensor.dense(name, shape, dtype, data[offset : offset + nbytes])
    _check_stored(name, dataset)
    place = str(dataset.name)
    return StoredTensor.dense(name, shape, dtype, lambda: _read_dataset(path, place))


def _check_stored(name: str, dataset: h5py.Dataset) -> None:
    """Refuse what would be unpacked by foreign code, or to far more than the file holds."""
    plist = dataset.id.get_create_plist()
    filters = {plist.get_filter(index)[0] for index in range(plist.get_nfilters())}
    if not filters <= set(_FILTERS):
        raise UnsafeFileError(
            f"dataset {name!r:.80} needs the HDF5 filters {sorted(filters)}; only "
            f"{', '.join(_FILTERS.values())} are read"
        )
    stored = dataset.id.get_storage_size()
    if dataset.nbytes > stored * (_MAX_EXPANSION if filters else 1):
        raise ValueError(
            f"dataset {name!r:.80} claims {dataset.nbytes} bytes, of which {stored} are stored"
        )


def _read_dataset(path: Path, place: str) -> memoryview:
    """The whole dataset, unpacked; read when the tensor is used, and not kept."""
    import h5py

    with reading(path, "HDF5 weights of Keras"), h5py.File(path, "r", locking=False) as file:
        return as_bytes(cast(Any, file[place])[()])
