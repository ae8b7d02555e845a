"""All tensors of a checkpoint, whichever format and however many files it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auto_core.checkpoints import kinds
from auto_core.checkpoints.formats import flax_msgpack, keras_h5, safetensors, torch_bin
from auto_core.checkpoints.formats.layouts import index_name
from auto_core.checkpoints.hub import Snapshot, read_json, shortened
from auto_core.checkpoints.paths import check_variant, inside
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import (
    CheckpointError,
    CorruptFileError,
    InputError,
    OfflineError,
    WeightsNotFoundError,
)

Reader = Callable[[Path], tuple[dict[str, StoredTensor], dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its short name, its files' names upstream, and what reads one of them."""

    name: str
    stem: str
    suffix: str
    read: Reader

    def file(self, variant: str | None) -> str:
        """`model.safetensors`, or `model.fp16.safetensors` for the variant `fp16`."""
        return f"{self.stem}.{variant}.{self.suffix}" if variant else f"{self.stem}.{self.suffix}"

    def index(self, variant: str | None) -> str:
        """`model.safetensors.index.json`, or `model.safetensors.index.fp16.json`."""
        ending = f"index.{variant}.json" if variant else "index.json"
        return f"{self.stem}.{self.suffix}.{ending}"


SAFETENSORS = Format("safetensors", "model", "safetensors", safetensors.read)
BIN = Format("bin", "pytorch_model", "bin", torch_bin.read)
H5 = Format("h5", "tf_model", "h5", keras_h5.read)
MSGPACK = Format("msgpack", "flax_model", "msgpack", flax_msgpack.read)

# Tried in this order: what cannot run code first, then what most people have.
FORMATS = (SAFETENSORS, BIN, H5, MSGPACK)


class Weights(Mapping[str, StoredTensor]):
    """The tensors of one checkpoint by their stored names; nothing is read before it is used.

    A tensor keeps the mapped file alive by itself, so it may outlive the `Weights`.

    Attributes:
        files: the weights files, in the order of the index.
        format: "safetensors", "bin", "h5" or "msgpack".
        metadata: of the index and of the files, merged, the first file's first.
        preference: the formats that were looked for, the preferred one first.
        notes: what was done to the tensors, for the report.
        ignored: names of tensors that were left out, for the report.
        spare: names of tensors that a model may lack without anything being lost.
    """

    def __init__(
        self,
        tensors: dict[str, StoredTensor],
        *,
        files: list[Path],
        format: str,
        metadata: dict[str, Any] | None = None,
        preference: Sequence[str] = (),
        origins: Mapping[str, Path] | None = None,
    ):
        self._tensors = tensors
        self._origins = origins or {}
        self.notes: tuple[str, ...] = ()
        self.ignored: tuple[str, ...] = ()
        self.spare: frozenset[str] = frozenset()
        self.files = files
        self.format = format
        self.metadata = metadata or {}
        self.preference = tuple(preference)

    @classmethod
    def open(
        cls,
        snapshot: Snapshot,
        *,
        variant: str | None = None,
        use_safetensors: bool | None = None,
        from_tf: bool = False,
        from_flax: bool = False,
        from_pt: bool = False,
    ) -> Weights:
        """Find the weights of a snapshot, map their files and check them.

        Without options the first that exists is taken: safetensors, bin, h5, msgpack; of each,
        one file before shards. `use_safetensors=True` admits only safetensors, `False` all but
        safetensors. `from_tf` admits only h5, `from_flax` only msgpack, `from_pt` bin and then
        safetensors.

        Raises:
            InputError: options that exclude each other.
            WeightsNotFoundError: none there; lists the files found and the names tried.
            ShardMissingError, CorruptFileError, UnsafeFileError: of the files themselves.
        """
        variant = variant or None
        check_variant(variant)
        formats = _admitted(use_safetensors, from_tf, from_flax, from_pt)
        tried: list[str] = []
        for format in formats:
            tried += [format.file(variant), format.index(variant)]
            found = None
            if path := snapshot.file(format.file(variant)):
                tensors, metadata = format.read(path)
                found = cls(tensors, files=[path], format=format.name, metadata=metadata)
            elif index := snapshot.file(format.index(variant)):
                found = cls._sharded(snapshot, index, format)
            if found is not None:
                found.preference = tuple(format.name for format in formats)
                return found
        raise _not_found(snapshot, tried)

    @classmethod
    def _sharded(cls, snapshot: Snapshot, index: Path, format: Format) -> Weights:
        content = read_json(index)
        shards = content.get("weight_map")
        if not isinstance(shards, dict) or not all(isinstance(v, str) for v in shards.values()):
            raise CorruptFileError(f"{index} has no weight_map from tensor names to file names.")
        if not shards:
            raise CorruptFileError(f"{index} has an empty weight_map: it names no shard.")
        # One file is read once, however the index spells its name.
        what = f"shard that {index} names"
        spelled = {name: inside(name, what) for name in dict.fromkeys(shards.values())}
        shards = {key: spelled[name] for key, name in shards.items()}
        names = list(dict.fromkeys(spelled.values()))
        with ThreadPoolExecutor(max_workers=min(8, len(names))) as pool:
            files = list(pool.map(lambda name: snapshot.shard(name, index), names))
        contents = [format.read(file) for file in files]
        metadata = dict(contents[0][1])
        shards = {index_name(k, metadata.get("format")): shard for k, shard in shards.items()}
        tensors: dict[str, StoredTensor] = {}
        origins: dict[str, Path] = {}
        for file, shard, (found, of_file) in zip(files, names, contents, strict=True):
            # A tensor that two shards hold is the one in the shard that the index names.
            own = {k: v for k, v in found.items() if shards.get(k, shard) == shard}
            tensors |= own
            origins |= dict.fromkeys(own, file)
            metadata = of_file | metadata
        absent = [name for name in shards if name not in tensors]
        if absent:
            raise CorruptFileError(
                f"{index} says that {shards[absent[0]]!r} holds {absent[0]!r}, but it does not"
                f"{f' (nor {len(absent) - 1} more tensors)' if len(absent) > 1 else ''}."
            )
        of_index = content.get("metadata")
        metadata |= of_index if isinstance(of_index, dict) else {}
        return cls(tensors, files=files, format=format.name, metadata=metadata, origins=origins)

    def file_of(self, name: str) -> str:
        """The file that a tensor lies in, for errors."""
        first = self.files[0] if self.files else "memory"
        return str(self._origins.get(name, first))

    def noted(self, note: str, ignored: Sequence[str] = ()) -> Weights:
        """These, with a note for the report and the names of what was left out."""
        self.notes, self.ignored = (*self.notes, note), (*self.ignored, *ignored)
        return self

    def __getitem__(self, name: str) -> StoredTensor:
        return self._tensors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def updated(self, tensors: Mapping[str, StoredTensor]) -> Weights:
        """These, with other tensors instead of some and beside them."""
        return self.replaced(self._tensors | dict(tensors))

    def replaced(self, tensors: dict[str, StoredTensor]) -> Weights:
        """Other tensors, of the same files."""
        other = Weights(
            tensors,
            files=self.files,
            format=self.format,
            metadata=self.metadata,
            preference=self.preference,
            origins=self._origins,
        )
        other.notes, other.ignored, other.spare = self.notes, self.ignored, self.spare
        return other

    def close(self) -> None:
        """Let go of the tensors; each file is unmapped when its last view is gone."""
        self._tensors = {}

    def __enter__(self) -> Weights:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        names = ", ".join(file.name for file in self.files)
        return f"<{len(self)} tensors, {self.format}: {names}>"


def chosen(
    weights: Mapping[str, StoredTensor], rename: Callable[[str], str | None]
) -> Mapping[str, StoredTensor]:
    """The tensors to whose names `rename` gives one (None leaves a tensor out), with what is
    known of their files."""
    pairs = ((rename(name), tensor) for name, tensor in weights.items())
    tensors = {name: tensor for name, tensor in pairs if name is not None}
    return weights.replaced(tensors) if isinstance(weights, Weights) else tensors


def _admitted(
    use_safetensors: bool | None, from_tf: bool, from_flax: bool, from_pt: bool
) -> list[Format]:
    """The formats that the caller's options leave, in the order to try them."""
    chosen = {"from_tf": from_tf, "from_flax": from_flax, "from_pt": from_pt}
    asked = [name for name, value in chosen.items() if value]
    if len(asked) > 1:
        raise InputError(f"{' and '.join(asked)} exclude each other; pass one of them.")
    names = {
        "from_tf": ["h5"],
        "from_flax": ["msgpack"],
        "from_pt": ["bin", "safetensors"],
    }.get(asked[0] if asked else "", [format.name for format in FORMATS])
    if use_safetensors not in (None, True, False):
        raise InputError(
            f"use_safetensors is {use_safetensors!r}, expected True (only safetensors), False "
            "(all but safetensors) or None (whatever is there)."
        )
    if use_safetensors is not None:
        names = [name for name in names if (name == "safetensors") == use_safetensors]
    if not names:
        raise InputError(f"{asked[0]}=True and use_safetensors=True exclude each other.")
    by_name = {format.name: format for format in FORMATS}
    return [by_name[name] for name in names]


def _not_found(snapshot: Snapshot, tried: list[str]) -> CheckpointError:
    """What was tried, what is there, and the option that would have found it."""
    files = snapshot.files()
    hint = ""
    for format in FORMATS:
        pattern = rf"{format.stem}(\.(?P<a>\w+))?\.{format.suffix}(\.index(\.(?P<b>\w+))?\.json)?"
        for file in files:
            if match := re.fullmatch(pattern, file):
                variant = match["a"] or match["b"]
                option = f"variant={variant!r}" if variant else "variant=None"
                hint = hint or (
                    f" {file!r} is there: it takes {option} and options that admit {format.name}."
                )
    if snapshot.offline:
        return OfflineError(f"{snapshot.absence(tried[0])} Tried: {', '.join(tried)}.{hint}")
    return WeightsNotFoundError(
        f"{snapshot.describe()} has no weights that were asked for. Tried: {', '.join(tried)}. "
        f"Found: {shortened(files)}.{hint or kinds.advice(snapshot)}"
    )
