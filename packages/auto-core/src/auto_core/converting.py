"""A checkpoint of any format written as another one, read back and compared before it counts."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auto_core.auto.declared import declared_class
from auto_core.checkpoints.atomic import atomic_path, together
from auto_core.checkpoints.formats import flax_msgpack_writing, keras_h5_writing
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.pairing import metadata_for
from auto_core.checkpoints.paths import check_within, written
from auto_core.checkpoints.quantized.reading import settings_of
from auto_core.checkpoints.saving import as_stored, save_weights
from auto_core.checkpoints.tensors import StoredTensor, numpy_dtype
from auto_core.checkpoints.weights import FORMATS, H5, MSGPACK, SAFETENSORS, Weights
from auto_core.configs import PreTrainedConfig
from auto_core.errors import CorruptFileError, InputError
from auto_core.pretrained import is_floating_name
from auto_core.pretrained_numpy import NumpyPreTrainedModel

TARGETS = {format.name: format for format in (SAFETENSORS, H5, MSGPACK)}
_WEIGHTS = re.compile(
    rf"({'|'.join(format.stem for format in FORMATS)})([.-].*)?\."
    r"(safetensors|bin|h5|msgpack)(\.index(\..*)?\.json)?"
)
_COMPANIONS = (".json", ".txt", ".model", ".jinja")  # config, tokenizer, templates: data only


@dataclass
class Conversion:
    """What a conversion did.

    Attributes:
        architecture: the class by which names and layouts were recognised.
        source: the format it read.
        target: the format it wrote.
        files: the weights files written.
        copied: other files that went with them (into another directory).
        tensors: how many were written; tied ones count once.
        absent: names of the architecture that the checkpoint does not have; not invented.
    """

    architecture: str
    source: str
    target: str
    files: list[Path]
    tensors: int
    copied: list[Path] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def convert(
    source: str | os.PathLike[str] | Snapshot,
    target: str,
    config: PreTrainedConfig,
    *,
    out: str | os.PathLike[str] | None = None,
    architecture: str | None = None,
    dtype: str | None = None,
    variant: str | None = None,
    max_shard_size: int | str = "50GB",
    overwrite: bool = False,
) -> Conversion:
    """Write the weights of `source` as `target`: "safetensors", "h5" or "msgpack".

    Args:
        out: where to; by default the directory that it is read from.
        architecture: the class of the checkpoint; by default the config's `architectures`.
        dtype: of floating tensors; by default each keeps its own.
        variant: which weights are read.
        max_shard_size: of safetensors; the others have one file.
        overwrite: replace weights of this format that are there already.

    Raises:
        InputError: no such target, nowhere to write, a file is in the way, or the checkpoint has
            heads that the architecture has not (they would be lost).
        WeightMismatchError: the checkpoint does not fit the architecture.
    """
    if target not in TARGETS:
        raise InputError(f"There is no format {target!r} to write; {', '.join(TARGETS)} are.")
    snapshot = Snapshot.open(source)
    directory = _directory(snapshot, out)
    existing = directory / TARGETS[target].file(None)
    index = directory / TARGETS[target].index(None)
    if not overwrite and (existing.exists() or index.exists()):
        raise InputError(
            f"{existing if existing.exists() else index} is there already. Pass overwrite=True (on "
            "the command line: --overwrite) to replace it, or another directory."
        )
    model = declared_class(config, architecture).skeleton(config)
    with Weights.open(snapshot, variant=variant) as weights:
        if settings_of(config, weights, snapshot) is not None:
            raise InputError(
                f"{snapshot.describe()} is quantised: load it (its weights become floats), then "
                "save_pretrained and convert that."
            )
        plan, report = model.match_weights(weights)
        report.check()
        if report.unused:
            raise InputError(
                f"The checkpoint has heads that {model.architecture_name()} has not and that would "
                f"be lost: {', '.join(report.unused[:5])}. Name the class that has them "
                "(architecture=..., on the command line: --architecture)."
            )
        # Upstream's TensorFlow classes tie whatever the config says.
        ties = model.ties() | (dict(model.tied_weights) if target == "h5" else {})
        tensors = _once(plan, ties, dtype)
        home = snapshot.root and (snapshot.root / snapshot.subfolder).resolve()
        with together():
            files = _write(target, directory, tensors, model, max_shard_size, snapshot)
            elsewhere = directory.resolve() != home
            copied = _copy_companions(snapshot, directory) if elsewhere else []
        return Conversion(
            architecture=model.architecture_name(),
            source=weights.format,
            target=target,
            files=files,
            copied=copied,
            tensors=len(tensors),
            absent=report.initialised,
        )


def kinds_of(model: NumpyPreTrainedModel) -> dict[str, str]:
    """The path of each module and its layer's class: the nearest that `nn` has, else its own."""
    found: dict[str, str] = {}
    for path, module in model.named_modules():
        classes = type(module).__mro__
        base = next(cls.__name__ for cls in classes if cls.__module__.startswith("auto_core.nn."))
        found[path] = type(module).__name__ if base in ("Module", "Block") else base
    return found


def _directory(snapshot: Snapshot, out: str | os.PathLike[str] | None) -> Path:
    if out is not None:
        directory = Path(out).expanduser()
        if directory.is_file():
            raise InputError(f"{os.fspath(out)!r} is a file; name a directory.")
        return directory
    if snapshot.root is None:
        raise InputError(
            f"{snapshot.name!r} is on the Hub; name a directory to write to (on the command line: "
            "--out DIR)."
        )
    return snapshot.root / snapshot.subfolder


def _once(
    plan: Mapping[str, StoredTensor], tied: Mapping[str, str], dtype: str | None
) -> dict[str, StoredTensor]:
    """Every tensor under the model's name; what two tied names share, under the source's."""
    tensors: dict[str, StoredTensor] = {}
    for name, tensor in plan.items():
        source = plan.get(tied.get(name, ""))
        if source is not None and (source is tensor or source.equals(tensor)):
            continue
        tensor = tensor.rename(name)
        if dtype is not None and is_floating_name(tensor.dtype) and tensor.dtype != dtype:
            tensor = as_stored(name, tensor.numpy().astype(numpy_dtype(dtype))).rename(name)
        tensors[name] = tensor
    return tensors


def _write(
    target: str,
    directory: Path,
    tensors: dict[str, StoredTensor],
    model: NumpyPreTrainedModel,
    max_shard_size: int | str,
    snapshot: Snapshot,
) -> list[Path]:
    if target == "safetensors":
        described = snapshot.json("config.json")
        metadata = None if described is None else metadata_for(described)
        parts = model.named_as_files(tensors)
        return save_weights(directory, parts, max_shard_size=max_shard_size, metadata=metadata)
    path = directory / TARGETS[target].file(None)
    kinds = kinds_of(model)
    with atomic_path(path) as temporary:
        if target == "h5":
            level = f"tf_{_snake_case(model.architecture_name())}"
            keras_h5_writing.write(temporary, tensors.values(), kinds, model=model, level=level)
        else:
            # Alone of the headless models, Flax's towers of CLIP have their level.
            tower = model.config.model_type in ("clip_text_model", "clip_vision_model")
            inner = tower and not hasattr(model, model.base_model_prefix)
            top = model.base_model_prefix if inner else ""
            flax_msgpack_writing.write(temporary, tensors.values(), kinds, top=top)
        _check_written(temporary, target, tensors, model)
    return [path]


def _check_written(
    path: Path, target: str, tensors: Mapping[str, StoredTensor], model: NumpyPreTrainedModel
) -> None:
    """Read a file back; raise unless each tensor is what it was."""
    found, metadata = TARGETS[target].read(path)
    plan, _ = model.match_weights(Weights(found, files=[path], format=target, metadata=metadata))
    wrong = [name for name, t in tensors.items() if name not in plan or not plan[name].equals(t)]
    if wrong or len(found) != len(tensors):
        raise CorruptFileError(
            f"{model.architecture_name()} cannot be written as {target}: {len(tensors)} tensors "
            f"were written, {len(found)} read back, and these differ: {wrong[:5]}. Nothing was "
            "kept. Convert to safetensors, which every backend reads."
        )


def _snake_case(name: str) -> str:
    """ "BertForMaskedLM" -> "bert_for_masked_lm", as Keras names a model after its class."""
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _copy_companions(snapshot: Snapshot, directory: Path) -> list[Path]:
    """Config, tokenizer and the like, so that the new directory can be loaded by itself.

    Raises:
        UnsafeFileError: one is a link out of the source: somebody else's file would be published
            (`allow_links` lets those of the directory's owner pass).
    """
    copied = []
    for name in snapshot.files():
        if "/" in name or not name.endswith(_COMPANIONS) or _WEIGHTS.fullmatch(name):
            continue
        path = snapshot.require(name)
        if snapshot.root is not None:
            check_within(snapshot.root, path, allow_links=snapshot.allow_links)
        target = written(directory, name, f"file of {snapshot.describe()}")
        with atomic_path(target) as temporary:
            shutil.copyfile(path, temporary)
        copied.append(target)
    return copied
