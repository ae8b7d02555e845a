"""Classes that a repository defines in its own Python files, for callers who trust them.

Nothing here runs without `trust_remote_code=True`. The code of a Hub repository must be pinned
to a commit that the caller named: a branch moves, and what was read yesterday may be something
else today. Each repository's modules live in a namespace of their own, are compiled from the
snapshot's files directly, and leave nothing behind on disk.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from auto_core.checkpoints.hub import Snapshot
from auto_core.configs import PreTrainedConfig
from auto_core.errors import RemoteCodeError

_COMMIT = re.compile(r"[0-9a-f]{40}")
_loading = threading.RLock()


def remote_class(
    snapshot: Snapshot,
    described: Mapping[str, Any] | PreTrainedConfig,
    auto_class: str,
    code_revision: str | None = None,
) -> Any:
    """The class that the `auto_map` of a config names for an Auto class; None if it names none.

    Args:
        described: the config, or its content as a dictionary.
        auto_class: a key of `auto_map`, such as "AutoModelForCausalLM".
        code_revision: the commit to take the code from; for Hub repositories it (or `revision`)
            must be a whole commit hash.

    Raises:
        RemoteCodeError: the code is not pinned, is not there, or fails.
    """
    if isinstance(described, PreTrainedConfig):
        described = described.to_dict()
    auto_map = described.get("auto_map")
    entry = auto_map.get(auto_class) if isinstance(auto_map, Mapping) else None
    if isinstance(entry, list | tuple):  # tokenizers: (slow, fast)
        entry = next((item for item in reversed(entry) if item), None)
    if entry is None:
        return None
    where = f"auto_map of {snapshot.name!r} ({auto_class}: {entry!r})"
    repository, _, reference = str(entry).rpartition("--")
    module_name, _, class_name = reference.rpartition(".")
    if not all(part.isidentifier() for part in [*module_name.split("."), class_name]):
        raise RemoteCodeError(f"{where}: expected 'module.Class' or 'repository--module.Class'.")
    source = _pinned(snapshot, repository, code_revision, where)
    module = _load(source, module_name)
    if not hasattr(module, class_name):
        raise RemoteCodeError(f"{where}: {module_name}.py defines no {class_name}.")
    return getattr(module, class_name)


def _pinned(snapshot: Snapshot, repository: str, code_revision: str | None, where: str) -> Snapshot:
    """The snapshot to take code from, at a commit that the caller has named."""
    other = bool(repository) and repository != snapshot.name
    if snapshot.root is not None and not other:
        return snapshot
    named = code_revision or (None if other else snapshot.revision)
    if named is None or not _COMMIT.fullmatch(named):
        current = "" if other else f" It is at {snapshot.commit} now:"
        raise RemoteCodeError(
            f"{where} would run code from the Hub that is not pinned: the revision is "
            f"{named or 'the default branch'!r}, which can change.{current} read the code there "
            "and pass code_revision=<that commit's 40 characters>."
        )
    if not other and named == snapshot.commit:
        return snapshot
    options = {key: value for key, value in snapshot.options.items() if key != "force_download"}
    return Snapshot.open(repository or snapshot.name, revision=named, **options)


def _load(source: Snapshot, name: str) -> ModuleType:
    """A module of the snapshot and what it imports relatively, in the snapshot's namespace."""
    identity = f"{source.root.resolve() if source.root else source.name}@{source.commit}"
    stamp = hashlib.sha256(f"{identity}/{source.subfolder}".encode()).hexdigest()[:16]
    with _loading:
        package = f"auto_remote_{stamp}"
        if source.root is not None:
            # A local file may have been edited since: the namespace goes with its content.
            package += "_" + _fingerprint(source)
        _namespace(package)
        return _execute(source, package, name)


def _fingerprint(source: Snapshot) -> str:
    """A hash of all Python files of a directory."""
    digest = hashlib.sha256()
    for name in source.files():
        if name.endswith(".py") and (path := source.file(name)) is not None:
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _namespace(package: str) -> None:
    if package not in sys.modules:
        module = ModuleType(package, "Modules of a repository that the caller trusts.")
        module.__path__ = []
        sys.modules[package] = module


def _execute(source: Snapshot, package: str, name: str) -> ModuleType:
    full = f"{package}.{name}"
    if full in sys.modules:
        return sys.modules[full]
    text = _text(source, name)
    module = ModuleType(full)
    module.__file__ = f"<{source.name}@{source.commit or 'local'}>/{name.replace('.', '/')}.py"
    module.__package__ = full.rpartition(".")[0]
    for parent in _parents(name):
        _namespace(f"{package}.{parent}")
    sys.modules[full] = module  # before it runs, as Python does, for imports in a circle
    try:
        for needed in _relative_imports(text, name):
            _execute(source, package, needed)
        exec(compile(text, module.__file__, "exec"), module.__dict__)
    except BaseException as error:
        del sys.modules[full]
        raise _explained(error, source, name) from error
    above, _, last = full.rpartition(".")
    setattr(sys.modules[above], last, module)
    return module


def _explained(error: BaseException, source: Snapshot, name: str) -> BaseException:
    if isinstance(error, RemoteCodeError) or not isinstance(error, Exception):
        return error
    where = f"The code of {source.name!r} ({name}.py)"
    if isinstance(error, ModuleNotFoundError) and error.name:
        missing = error.name.partition(".")[0]
        hint = ""
        if missing == "transformers":
            hint = " It was written for transformers; auto does not need that, but this code does."
        return RemoteCodeError(
            f"{where} imports {missing!r}, which is not installed.{hint} "
            f"Install it: pip install {missing.replace('_', '-')}."
        )
    return RemoteCodeError(f"{where} failed: {type(error).__name__}: {error}")


def _text(source: Snapshot, module: str) -> str:
    filename = module.replace(".", "/") + ".py"
    path = source.file(filename)
    if path is None:
        raise RemoteCodeError(f"{source.name!r} has no file {filename}, which its code needs.")
    return path.read_text(encoding="utf-8")


def _relative_imports(text: str, name: str) -> Iterator[str]:
    """Modules of the same repository that a module imports, anywhere in it."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise RemoteCodeError(f"{name}.py is not valid Python: {error}") from error
    folder = name.split(".")[:-1]
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        if node.level - 1 > len(folder):
            raise RemoteCodeError(f"{name}.py imports from above its repository.")
        base = folder[: len(folder) - (node.level - 1)]
        if node.module:
            yield ".".join([*base, node.module])
        else:
            yield from (".".join([*base, alias.name]) for alias in node.names)


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]
