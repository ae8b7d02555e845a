"""Writing `tf_model.h5` as Keras laid it out: one group per layer of the model, each holding its
variables under their full names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from auto_core.checkpoints.formats.leaves import Kinds, to_tensorflow
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError, MissingDependencyError

# A header of HDF5 holds 64 KB; longer lists of names are cut, as Keras cuts them.
_ATTRIBUTE_BYTES = 64_000

# Upstream's layers that are not called like the checkpoint's modules, by model type. Its loader
# goes by the layer's name; what stands before `___` it takes off again where names are compared.
_BERT_HEADS = {
    "cls/predictions/": "mlm___cls/predictions/",
    "cls/seq_relationship/": "nsp___cls/seq_relationship/",
}
_LAYERS = {"bert": _BERT_HEADS, "layoutlm": _BERT_HEADS}


def write(
    path: Path,
    tensors: Iterable[StoredTensor],
    kinds: Kinds,
    *,
    model: str,
    model_type: str,
    main: str = "",
) -> None:
    """Write one file.

    Args:
        model: the level above all names, such as "tf_bert_model".
        main: the layer that holds all of a headless model, such as "bert".

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
        turned = to_tensorflow(tensor, kinds)
        turned = turned.rename(f"{main}/{turned.name}") if main else turned
        for prefix, layer in _LAYERS.get(model_type, {}).items():
            if turned.name.startswith(prefix):
                turned = turned.rename(layer + turned.name.removeprefix(prefix))
        layers.setdefault(turned.name.split("/")[0], []).append(turned)
    with h5py.File(path, "w", libver="earliest") as file:
        _write_names(file, "layer_names", list(layers))
        file.attrs["backend"] = b"tensorflow"
        for layer, members in layers.items():
            group = file.create_group(layer)
            names = [f"{model}/{tensor.name}:0" for tensor in members]
            _write_names(group, "weight_names", names)
            for name, tensor in zip(names, members, strict=True):
                group.create_dataset(name, data=tensor.numpy())


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
