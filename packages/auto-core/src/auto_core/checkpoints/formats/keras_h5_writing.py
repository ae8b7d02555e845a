"""Writing `tf_model.h5` as Keras laid it out: one group per layer of the model, each holding its
variables under their full names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from auto_core.checkpoints.formats.keras_names import TOP_LEVEL, keras_named, layer_of
from auto_core.checkpoints.formats.leaves import Kinds, to_tensorflow
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError, MissingDependencyError

if TYPE_CHECKING:
    from auto_core.pretrained_numpy import NumpyPreTrainedModel

# A header of HDF5 holds 64 KB; longer lists of names are cut, as Keras cuts them.
_ATTRIBUTE_BYTES = 64_000


def write(
    path: Path,
    tensors: Iterable[StoredTensor],
    kinds: Kinds,
    *,
    model: NumpyPreTrainedModel,
    level: str,
) -> None:
    """Write one file.

    Args:
        model: whose tensors they are, by which the layers are named.
        level: what stands above all names, such as "tf_bert_model".

    Raises:
        MissingDependencyError: h5py is not installed.
        InputError: a dtype that HDF5 lacks.
    """
    h5py = _h5py()
    layers: dict[str, list[StoredTensor]] = {}
    for tensor in tensors:
        if "float8" in tensor.dtype or tensor.dtype == "bfloat16":
            raise InputError(
                f"Tensor {tensor.name!r} is {tensor.dtype}, which Keras' HDF5 files do not hold. "
                "Pass dtype='float32' (on the command line: --dtype float32)."
            )
        turned = keras_named(to_tensorflow(tensor, kinds), model)
        layers.setdefault(layer_of(turned.name), []).append(turned)
    with h5py.File(path, "w", libver="earliest") as file:
        _write_names(file, "layer_names", [layer for layer in layers if layer != TOP_LEVEL])
        file.attrs["backend"] = b"tensorflow"
        for layer, members in layers.items():
            group = file.create_group(layer)
            names = [_full_name(level, tensor.name) for tensor in members]
            _write_names(group, "weight_names", names)
            for name, tensor in zip(names, members, strict=True):
                group.create_dataset(name, data=tensor.numpy())


def _full_name(level: str, name: str) -> str:
    # Keras names a layer that holds nothing but a variable after it, outside of the model.
    return f"{name}:0" if name == "final_logits_bias" else f"{level}/{name}:0"


def _write_names(target: Any, key: str, names: list[str]) -> None:
    """A list of names, in one attribute or in several numbered ones."""
    encoded = np.array([name.encode() for name in names])  # bytes of one width, as Keras has them
    width = max(1, encoded.dtype.itemsize)
    count = max(1, _ATTRIBUTE_BYTES // width)
    if len(encoded) <= count:
        target.attrs[key] = encoded
        return
    for number, start in enumerate(range(0, len(encoded), count)):
        target.attrs[f"{key}{number}"] = encoded[start : start + count]


def _h5py() -> Any:
    try:
        import h5py
    except ImportError as error:
        raise MissingDependencyError(
            'Writing HDF5 needs h5py. Install it with `pip install "auto-core[h5]"`.'
        ) from error
    return h5py
