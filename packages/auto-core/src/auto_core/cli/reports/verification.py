"""`auto verify`: does every tensor fit, what is each file, and can it run code?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_class
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.quantized.reading import settings_of, unpacked
from auto_core.checkpoints.report import Shape
from auto_core.checkpoints.weights import FORMATS, Weights
from auto_core.pretrained_numpy import NumpyPreTrainedModel

_DATA = {
    **dict.fromkeys((".safetensors", ".msgpack", ".h5", ".gguf", ".onnx", ".npz"), "tensors"),
    **dict.fromkeys((".json", ".txt", ".md", ".model", ".jinja", ".yaml", ".yml"), "text"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".wav", ".flac", ".tiktoken", ".csv"), "media"),
}
_CODE = {
    **dict.fromkeys((".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib"), "pickle"),
    **dict.fromkeys((".py", ".so", ".dll", ".sh", ".ipynb"), "code"),
    ".keras": "may hold code",
}
# Which weights each option of `Weights.open` admits alone.
_OPTIONS: dict[str, dict[str, Any]] = {
    "safetensors": {"use_safetensors": True},
    "bin": {"from_pt": True, "use_safetensors": False},
    "h5": {"from_tf": True},
    "msgpack": {"from_flax": True},
}


@dataclass
class FileCheck:
    """One file.

    Attributes:
        kind: "tensors", "text", "pickle", "code", ... by its name.
        data_only: whether a file of that kind cannot hold code; None where that is not known.
    """

    name: str
    size: int
    sha256: str
    kind: str
    data_only: bool | None


@dataclass
class WeightsCheck:
    """The tensors of one format against the architecture; see `LoadingReport` for the lists."""

    format: str
    fits: bool
    tensors: int
    loaded: int
    missing: list[str]
    unexpected: list[str]
    mismatched: list[tuple[str, Shape, Shape]]
    initialised: list[str]
    unused: list[str]
    ignored: list[str]


@dataclass
class Verification:
    """The verdict: `fits` for all weights there are, `data_only` for all files."""

    name: str
    architecture: str
    fits: bool
    data_only: bool
    weights: list[WeightsCheck]
    files: list[FileCheck]


def verify(name: str, *, architecture: str | None = None, **hub: Any) -> Verification:
    """Check every weights file of a checkpoint against a model that has no values.

    `architecture` names the class; by default the config's `architectures`, else the base model.
    Files of a Hub repository are downloaded for it.

    Raises:
        CheckpointError: something cannot be found or read, or a pickle asks for code.
    """
    snapshot = Snapshot.open(name, **hub)
    config = AutoConfig.from_pretrained(snapshot)
    model = declared_class(config, architecture).skeleton(config)
    present = set(snapshot.files())
    formats = [f for f in FORMATS if {f.file(None), f.index(None)} & present]
    if not formats:
        Weights.open(snapshot).close()  # raises, naming what was looked for
    checks = [_check(model, snapshot, format.name) for format in formats]
    paths = {name: snapshot.file(name) for name in sorted(present)}
    files = [_file(name, path) for name, path in paths.items() if path is not None]
    return Verification(
        name=snapshot.name,
        architecture=model.architecture_name(),
        fits=all(check.fits for check in checks),
        data_only=all(file.data_only for file in files),
        weights=checks,
        files=files,
    )


def _check(model: NumpyPreTrainedModel, snapshot: Snapshot, format: str) -> WeightsCheck:
    with Weights.open(snapshot, **_OPTIONS[format]) as weights:
        settings = settings_of(model.config, weights, snapshot)
        floats = weights
        if settings is not None:
            floats = unpacked(weights, settings, transposed=model.transposed_weights)
        _, report = model.match_weights(floats)
        return WeightsCheck(
            format=format,
            fits=report.exact,
            tensors=len(weights),
            loaded=report.loaded,
            missing=report.missing,
            unexpected=report.unexpected,
            mismatched=report.mismatched,
            initialised=report.initialised,
            unused=report.unused,
            ignored=report.ignored,
        )


def _file(name: str, path: Path) -> FileCheck:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    suffix = Path(name).suffix.lower()
    if suffix in _CODE:
        kind, data_only = _CODE[suffix], False
    elif suffix in _DATA or name in (".gitattributes", "LICENSE", "README"):
        kind, data_only = _DATA.get(suffix, "text"), True
    else:
        kind, data_only = "unknown", None
    return FileCheck(name, path.stat().st_size, digest, kind, data_only)
