"""`auto inspect`: config, classes, files, dtypes and sizes, without reading weights."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_class
from auto_core.auto.modeling import FAMILIES, installed_families
from auto_core.auto.tasks import TASKS
from auto_core.checkpoints.formats.safetensors import DTYPES
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.paths import inside
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import SAFETENSORS, Weights
from auto_core.configs import PreTrainedConfig
from auto_core.errors import UnsupportedTaskError, WeightsNotFoundError
from auto_core.registry import architectures


@dataclass
class StoredWeights:
    """What the headers of the weights files say.

    Attributes:
        format: of the files that `from_pretrained` takes.
        parameters: numbers by dtype.
    """

    format: str
    files: list[str]
    tensors: int | None
    parameters: dict[str, int]


@dataclass
class Inspection:
    """Everything that can be said without weights.

    Attributes:
        commit: which one of a Hub repository; None for a directory.
        classes: backend -> Auto class -> model class.
        installed: the backends that are installed here.
        architecture: the class that the config names (else the base model's).
        parameters: that class's numbers, by its config; None where it is not known here.
        files: name -> bytes (None: the Hub did not say).
        own_code: the repository names code of its own.
    """

    name: str
    commit: str | None
    model_type: str
    config: dict[str, Any]
    classes: dict[str, dict[str, str]]
    installed: list[str]
    architecture: str | None
    parameters: int | None
    weights: StoredWeights | None
    files: dict[str, int | None]
    own_code: bool


def inspect_checkpoint(name: str, **hub: Any) -> Inspection:
    """Look at a directory or a Hub repository; of the Hub, only config and headers are fetched.

    Raises:
        CheckpointError: it cannot be found or read.
        UnknownModelTypeError: nothing here knows its model type.
    """
    snapshot = Snapshot.open(name, **hub)
    config = AutoConfig.from_pretrained(snapshot)
    module = architectures.architecture(config.model_type, "auto_core")
    heads = {} if module is None else module.HEADS
    classes = {
        backend: {
            prefix + task.name: prefix + heads[task.key].architecture_name()
            for task in TASKS
            if task.key in heads
        }
        for backend, (prefix, _) in FAMILIES.items()
    }
    architecture = parameters = None
    if heads:
        architecture, parameters = _architecture(config)
    return Inspection(
        name=snapshot.name,
        commit=snapshot.commit,
        model_type=config.model_type,
        config=config.to_diff_dict(),
        classes=classes,
        installed=installed_families(),
        architecture=architecture,
        parameters=parameters,
        weights=_weights(snapshot),
        files=_sizes(snapshot),
        own_code="auto_map" in config.to_dict(),
    )


def _architecture(config: PreTrainedConfig) -> tuple[str | None, int | None]:
    try:
        model_class = declared_class(config)
    except UnsupportedTaskError:  # a class that only its own code or another library has
        return (config.architectures or [None])[0], None
    model = model_class.skeleton(config)
    model.tie_weights()
    return model_class.architecture_name(), model.num_parameters()


def _weights(snapshot: Snapshot) -> StoredWeights | None:
    if snapshot.root is None and not snapshot.offline:
        return _remote_weights(snapshot)
    try:
        with Weights.open(snapshot) as weights:
            files = [file.name for file in weights.files]
            counted = _by_dtype(weights.values())
            return StoredWeights(weights.format, files, len(weights), counted)
    except WeightsNotFoundError:
        return None


def _remote_weights(snapshot: Snapshot) -> StoredWeights | None:
    """The headers of a repository's safetensors files, asked of the Hub by ranges."""
    from huggingface_hub import HfApi

    from auto_core.checkpoints.hub_errors import translated

    single, index = SAFETENSORS.file(None), SAFETENSORS.index(None)
    if single in snapshot.files():
        files = [single]
    else:
        shards = (snapshot.json(index) or {}).get("weight_map")
        names = shards.values() if isinstance(shards, dict) else ()
        files = sorted({inside(name, f"file name {name!r}") for name in map(str, names)})
    if not files:
        return None
    prefix = f"{snapshot.subfolder}/" if snapshot.subfolder else ""
    tensors, counted = 0, Counter[str]()
    with translated(snapshot.name, snapshot.commit):
        for file in files:
            header = HfApi().parse_safetensors_file_metadata(
                snapshot.name,
                prefix + file,
                revision=snapshot.commit,
                token=snapshot.options.get("token"),
            )
            tensors += len(header.tensors)
            for code, count in header.parameter_count.items():
                counted[DTYPES.get(code, code)] += count
    return StoredWeights("safetensors", files, tensors, dict(counted))


def _sizes(snapshot: Snapshot) -> dict[str, int | None]:
    names = snapshot.files()
    if snapshot.root is not None or snapshot.offline:
        paths = {name: snapshot.file(name) for name in names}
        return {name: path.stat().st_size if path else None for name, path in paths.items()}
    from huggingface_hub import HfApi

    from auto_core.checkpoints.hub_errors import translated

    with translated(snapshot.name, snapshot.commit):
        info = HfApi().model_info(
            snapshot.name,
            revision=snapshot.commit,
            files_metadata=True,
            token=snapshot.options.get("token"),
        )
    sizes = {entry.rfilename: entry.size for entry in info.siblings or ()}
    prefix = f"{snapshot.subfolder}/" if snapshot.subfolder else ""
    return {name: sizes.get(prefix + name) for name in names}


def _by_dtype(tensors: Iterable[StoredTensor]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for tensor in tensors:
        counted[tensor.dtype] = counted.get(tensor.dtype, 0) + math.prod(tensor.shape)
    return counted
