"""A repository at one commit, or a local directory: where files come from."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import huggingface_hub as hf

from auto_core.errors import (
    CorruptFileError,
    FileMissingError,
    PathNotFoundError,
    RepositoryNotFoundError,
    ShardMissingError,
)

# The keywords of `from_pretrained` that say where files come from; every Auto class takes them.
HUB_KEYWORDS = (
    "revision",
    "subfolder",
    "cache_dir",
    "token",
    "local_files_only",
    "force_download",
)


@dataclass
class Snapshot:
    """The files of one commit (or one directory). Open it once per load and pass it on."""

    name: str
    root: Path | None = None  # a local directory, or None for the Hub
    commit: str | None = None
    subfolder: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        name_or_path: str | os.PathLike[str] | Snapshot,
        *,
        revision: str | None = None,
        subfolder: str = "",
        cache_dir: str | os.PathLike[str] | None = None,
        token: str | bool | None = None,
        local_files_only: bool = False,
        force_download: bool = False,
    ) -> Snapshot:
        """Resolve a directory or a Hub id (`revision`: branch, tag or commit) once."""
        if isinstance(name_or_path, Snapshot):
            return name_or_path
        name = os.fspath(name_or_path)
        if os.path.isdir(name):
            return cls(name, Path(name), subfolder=subfolder)
        if os.path.exists(name) or name.count("/") > 1 or name.startswith((".", "/", "~")):
            raise PathNotFoundError(f"{name!r} is no directory and cannot be a Hub repository id.")
        options = dict(cache_dir=cache_dir, token=token, force_download=force_download)
        options["local_files_only"] = local_files_only
        return cls(name, None, revision, subfolder, options)

    def __fspath__(self) -> str:
        """The name it was opened by, so that a snapshot may stand wherever a name may."""
        return self.name

    def file(self, filename: str) -> Path | None:
        """The local path of one file, downloaded if need be; None when there is none."""
        if self.root is not None:
            path = self.root / self.subfolder / filename
            return path if path.is_file() else None
        try:
            return Path(
                hf.hf_hub_download(
                    self.name,
                    filename,
                    subfolder=self.subfolder or None,
                    revision=self.commit,
                    **self.options,
                )
            )
        except hf.errors.EntryNotFoundError:
            return None
        except hf.errors.RepositoryNotFoundError as error:
            raise RepositoryNotFoundError(str(error)) from error

    def require(self, filename: str) -> Path:
        """Like `file`, but a missing file is an error."""
        path = self.file(filename)
        if path is None:
            raise FileMissingError(f"{self.name!r} has no file {filename!r}.")
        return path

    def shard(self, filename: str, index: Path) -> Path:
        """A weights file that `index` names: never outside the snapshot, and never missing.

        Raises:
            UnsafeFileError: the name leads out of the snapshot.
            ShardMissingError: there is no such file.
        """
        path = self.file(filename)
        if path is None:
            raise ShardMissingError(f"{index} names the shard {filename!r}, which is not there.")
        return path

    def describe(self) -> str:
        """The name for messages, with subfolder and commit."""
        parts = [repr(self.name)]
        if self.subfolder:
            parts.append(f"subfolder {self.subfolder!r}")
        if self.commit:
            parts.append(f"at {self.commit}")
        return " ".join(parts)

    def files(self) -> list[str]:
        """Names of all files, relative to the subfolder."""
        if self.root is not None:
            base = self.root / self.subfolder
            return sorted(str(p.relative_to(base)) for p in base.rglob("*") if p.is_file())
        return sorted(hf.HfApi().list_repo_files(self.name, revision=self.commit))

    def json(self, filename: str) -> dict[str, Any] | None:
        """A JSON object file, or None when there is none."""
        path = self.file(filename)
        return None if path is None else read_json(path)


def read_json(path: Path) -> dict[str, Any]:
    """Parse a JSON object.

    Raises:
        CorruptFileError: not JSON (names file, line and column), or not an object.
    """
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise CorruptFileError(f"{path} is not valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise CorruptFileError(f"{path} holds a {type(data).__name__}, expected a JSON object.")
    return data
