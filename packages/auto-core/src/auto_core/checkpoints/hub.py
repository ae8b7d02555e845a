"""A repository at one commit, or a local directory: where files come from."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import huggingface_hub as hf  # lazy itself: nothing of HTTP is imported for a directory
from huggingface_hub import constants

from auto_core.checkpoints.atomic import write_text
from auto_core.checkpoints.mapping import check_pointer
from auto_core.checkpoints.paths import check_within, inside, stays_inside
from auto_core.checkpoints.verifying import verify
from auto_core.errors import (
    CheckpointError,
    CorruptFileError,
    FileMissingError,
    InputError,
    OfflineError,
    PathNotFoundError,
    RepositoryNotFoundError,
    ShardMissingError,
    printable,
)

# The keywords of `from_pretrained` that say where files come from; every Auto class takes them.
HUB_KEYWORDS = (
    "revision",
    "subfolder",
    "cache_dir",
    "token",
    "local_files_only",
    "force_download",
    "allow_links",
)


def pop_hub_keywords(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Take the keywords that say where files come from out of `kwargs`; returns them."""
    return {key: kwargs.pop(key) for key in HUB_KEYWORDS if key in kwargs}


# What `push` takes beside the directory.
PUSH_KEYWORDS = ("repo_id", "token", "private", "commit_message", "revision", "create_pr")

_COMMIT = re.compile(r"[0-9a-f]{40}")
# Text that can only mean a path: never sent to the Hub, where the name would be a stranger's.
_PATH_LIKE = re.compile(
    r"|[./~\\].*|.*[\\:].*|.*/.*/.*|.*/|"
    r".*\.(json|safetensors|bin|h5|msgpack|pt|pth|ckpt|gguf|txt|model)",
    re.DOTALL,
)

_MOST_FILES = 10_000  # of a directory that are looked at

log = logging.getLogger(__name__)


@dataclass
class Snapshot:
    """The files of one commit (or one directory). Open it once per load and pass it on.

    Attributes:
        name: what the caller typed.
        root: a local directory, or None for the Hub.
        commit: which one every file is taken from; None for a directory.
        subfolder: where in it the files lie, with slashes.
        options: cache_dir, token and force_download, as the Hub's client takes them.
        offline: whether only the cache may be used; always False for a directory.
        listing: all files of the commit, where the Hub has listed them.
        allow_links: whether shards may be links that lead out of the directory.
    """

    name: str
    root: Path | None = None
    commit: str | None = None
    subfolder: str = ""
    options: dict[str, Any] = field(default_factory=dict, repr=False)  # it holds the token
    offline: bool = False
    listing: frozenset[str] | None = None
    revision: str | None = None
    allow_links: bool = False

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
        allow_links: bool = False,
    ) -> Snapshot:
        """Resolve a directory or a Hub id (`revision`: branch, tag or commit) once.

        The Hub is asked one question, which commit that is and what it holds; not even that with
        `local_files_only`, with HF_HUB_OFFLINE=1, or for a directory. If it does not answer, the
        commit that the cache knows is taken. `allow_links` lets the shards and the subfolder of a
        directory be links out of it, if they belong to the directory's owner.

        Raises:
            PathNotFoundError: nothing is there, and it cannot be a name on the Hub.
            RepositoryNotFoundError, GatedRepositoryError, AuthenticationError,
            RevisionNotFoundError: the Hub's answer.
            OfflineError: the Hub may not or cannot be asked, and the cache has no such commit.
            UnsafeFileError: `subfolder` leads out of the snapshot.
        """
        if isinstance(name_or_path, Snapshot):
            return name_or_path
        name = _as_text(name_or_path)
        subfolder = inside(subfolder or ".", f"subfolder {subfolder!r}").strip(".")
        root = Path(name).expanduser()
        if name and os.path.isdir(root):  # (Path's own raises for a name that is too long)
            check_within(root, root / subfolder, allow_links=allow_links)
            return cls(name, root, subfolder=subfolder, allow_links=allow_links)
        if not isinstance(name_or_path, str) or os.path.exists(root) or _PATH_LIKE.fullmatch(name):
            kind = "is a file, expected a directory" if os.path.isfile(root) else "does not exist"
            raise PathNotFoundError(
                f"The path {name!r} {kind}. Pass a directory with config.json and weights, or a "
                "Hub name such as 'google-bert/bert-base-uncased'."
            )
        offline = local_files_only or bool(constants.HF_HUB_OFFLINE)
        if offline and force_download:
            raise InputError("force_download=True needs the Hub, but only local files may be used.")
        options = {"cache_dir": cache_dir, "token": token, "force_download": force_download}
        revision = revision or None
        snapshot = cls(name, None, None, subfolder, options, offline, revision=revision)
        if offline:
            snapshot.commit = snapshot._cached_commit(revision)
        else:
            from auto_core.checkpoints.hub_errors import translated

            with translated(name, revision):
                snapshot._resolve(revision)
        return snapshot

    def within(self, folder: str) -> Snapshot:
        """The same snapshot, seen from one of its folders ("" for itself).

        Raises:
            UnsafeFileError: the folder leads out of the snapshot.
        """
        inner = inside(folder or ".", f"folder {folder!r:.200}")
        subfolder = str(PurePosixPath(self.subfolder, inner)).strip(".")
        if self.root is not None:
            check_within(self.root, self.root / subfolder, allow_links=self.allow_links)
        return replace(self, subfolder=subfolder)

    def __fspath__(self) -> str:
        """The name it was opened by, so that a snapshot may stand wherever a name may."""
        return self.name

    def file(self, filename: str) -> Path | None:
        """The local path of one file, downloaded if need be; None when there is none.

        Offline, None also when it is not in the cache; `require` tells the two apart.

        Raises:
            UnsafeFileError: the name leads out of the snapshot.
            CheckpointError: the download failed; see `hub_errors`.
        """
        inner = inside(filename, f"file name {filename!r}")
        if self.root is not None:
            path = self.root / self.subfolder / inner
            return path if os.path.isfile(path) else None
        inner = str(PurePosixPath(self.subfolder, inner))
        if self.listing is not None and inner not in self.listing:
            return None
        cached = self._cached(inner)
        if self.offline or (cached and not self.options["force_download"]):
            if cached is not None:
                verify(self._repo_cache(), cached)
            return cached
        from auto_core.checkpoints.downloading import download
        from auto_core.checkpoints.hub_errors import EntryNotFound, translated

        commit, cache, token = str(self.commit), self._repo_cache(), self.options["token"]
        force = self.options["force_download"]
        with translated(self.name, self.commit, filename=inner):
            try:
                return download(self.name, inner, commit, cache, token=token, force=force)
            except EntryNotFound:
                return None

    def require(self, filename: str) -> Path:
        """Like `file`, but a missing file is an error."""
        path = self.file(filename)
        if path is None:
            raise self.absence(filename)
        return path

    def absence(self, filename: str) -> CheckpointError:
        """The error for a needed file that `file` did not find, naming those that are there."""
        found = f"Found: {shortened(self.files())}."
        if self.offline:
            return OfflineError(
                f"{filename!r} of {self.describe()} is not in the cache, and the Hub may not be "
                f"asked (local_files_only or HF_HUB_OFFLINE). {found} Load it once online."
            )
        return FileMissingError(f"{self.describe()} has no file {filename!r}. {found}")

    def shard(self, filename: str, index: Path) -> Path:
        """A weights file that `index` names: never outside the snapshot, and never missing.

        Raises:
            UnsafeFileError: the name, or a link of that name, leads out of the snapshot.
            ShardMissingError: there is no such file.
        """
        inside(filename, f"shard {filename!r:.200} that {index} names")
        path = self.file(filename)
        if path is None:
            raise ShardMissingError(
                f"{index} names the shard {filename!r:.200}, which is not there. "
                f"Found: {shortened(self.files())}. Download or save the whole checkpoint again."
            )
        if self.root is not None:
            check_within(self.root, path, allow_links=self.allow_links)
        return path

    def files(self) -> list[str]:
        """Names of all files (offline: of those in the cache), relative to the subfolder.

        A folder that is no checkpoint (no config.json, no config of a tokenizer or processor) may
        be somebody's home: of it, the first names of one level.
        """
        base = PurePosixPath(self.subfolder)
        if self.listing is not None:
            paths = (PurePosixPath(name) for name in self.listing)
            return sorted(str(p.relative_to(base)) for p in paths if p.is_relative_to(base))
        folder = (self.root or self._repo_cache() / "snapshots" / str(self.commit)) / base
        return _files_in(folder)

    def json(self, filename: str) -> dict[str, Any] | None:
        """A JSON object file, or None when there is none."""
        path = self.file(filename)
        return None if path is None else read_json(path)

    def describe(self) -> str:
        """The name for messages, with subfolder and commit."""
        parts = [repr(self.name)]
        if self.subfolder:
            parts.append(f"subfolder {self.subfolder!r}")
        if self.commit:
            parts.append(f"at {self.commit}")
        return " ".join(parts)

    # --- the Hub and its cache ------------------------------------------------------------

    def _resolve(self, revision: str | None) -> None:
        """Ask the Hub for the commit and its files; if it does not answer, ask the cache."""
        from auto_core.checkpoints.downloading import patiently
        from auto_core.checkpoints.hub_errors import is_transient

        def ask() -> Any:
            return hf.HfApi().model_info(
                self.name,
                revision=revision,
                token=self.options["token"],
                timeout=constants.HF_HUB_ETAG_TIMEOUT,
            )

        try:
            info = ask()
        except Exception as error:
            if not is_transient(error):
                raise
            try:
                self.commit = self._cached_commit(revision)
            except OfflineError:
                info = patiently(ask)
            else:
                log.warning("The Hub does not answer (%s); using the cache.", printable(str(error)))
                self.offline = True
                return
        if not info.sha or not _COMMIT.fullmatch(info.sha):
            raise CheckpointError(f"The Hub gave no commit for {self.name!r}: {info.sha!r}.")
        self.commit = info.sha
        if info.siblings:  # a mirror may leave them out: then each file is asked for
            self.listing = _listed(self.name, [entry.rfilename for entry in info.siblings])
        if revision != info.sha:
            self._remember(revision or "main", info.sha)

    def _remember(self, revision: str, commit: str) -> None:
        """Note the commit of a branch or tag where the client notes it, for offline loads."""
        path = self._repo_cache() / "refs" / inside(revision, f"revision {revision!r}")
        try:
            if not os.path.isfile(path) or path.read_text() != commit:
                write_text(path, commit)
        except OSError as error:  # a read-only cache serves what it has
            log.debug("The commit of %s was not noted: %s", self.name, error)

    def _cached_commit(self, revision: str | None) -> str:
        """The commit that the cache has for a revision.

        Raises:
            OfflineError: none; names the revisions that it has.
        """
        cache = self._repo_cache()
        if revision and _COMMIT.fullmatch(revision):
            commit = revision
        else:
            path = cache / "refs" / inside(revision or "main", f"revision {revision!r}")
            commit = path.read_text().strip() if os.path.isfile(path) else ""
        if commit and os.path.isdir(cache / "snapshots" / commit):
            return commit
        refs = cache / "refs"
        known = [p.relative_to(refs).as_posix() for p in refs.rglob("*") if p.is_file()]
        known += [p.name for p in (cache / "snapshots").glob("*")]
        raise OfflineError(
            f"{self.name!r} at revision {revision or 'main'!r} is not in the cache {cache.parent}, "
            "and the Hub may not be asked (local_files_only or HF_HUB_OFFLINE). Cached of it: "
            f"{shortened(sorted(known))}. Load it once online, or pass cache_dir=..."
        )

    def _cached(self, inner: str) -> Path | None:
        path = self._repo_cache() / "snapshots" / str(self.commit) / inner
        return path if os.path.isfile(path) else None

    def _repo_cache(self) -> Path:
        cache = Path(self.options.get("cache_dir") or constants.HF_HUB_CACHE).expanduser()
        return cache / f"models--{self.name.replace('/', '--')}"


def push(
    directory: str | os.PathLike[str],
    repo_id: str,
    *,
    token: str | bool | None = None,
    private: bool | None = None,
    commit_message: str = "Upload model",
    revision: str | None = None,
    create_pr: bool = False,
) -> hf.CommitInfo:
    """Upload a saved directory to the Hub, creating the repository if need be.

    Returns: the commit, which is the text of its address; of a pull request with `pr_url`.

    Raises:
        CheckpointError: the Hub refuses; see `hub_errors`.
    """
    from auto_core.checkpoints.hub_errors import translated

    api = hf.HfApi(token=token)
    try:
        with translated(repo_id, revision):
            repo = api.create_repo(repo_id, private=private, exist_ok=True).repo_id
            if revision is not None and not create_pr:
                api.create_branch(repo, branch=revision, exist_ok=True)
            done = api.upload_folder(
                repo_id=repo,
                folder_path=os.fspath(directory),
                commit_message=commit_message,
                revision=revision,
                create_pr=create_pr,
                ignore_patterns=["*.tmp"],
            )
    except OfflineError as error:
        raise OfflineError(
            f"Nothing was uploaded to {repo_id!r}: the Hub cannot be reached ({error.__cause__}). "
            "Try again later, or save now and upload then: save_pretrained(folder), "
            f"`hf upload {repo_id} folder`."
        ) from error
    return done


def write_card(
    directory: str | os.PathLike[str],
    repo_id: str,
    tags: Sequence[str],
    token: str | bool | None = None,
) -> None:
    """Write the model card of a repository, or a new one, with these tags beside its own.

    Raises:
        CheckpointError: the Hub refuses.
    """
    from auto_core.checkpoints.hub_errors import EntryNotFound, translated

    try:
        with translated(repo_id, None):
            card: Any = hf.ModelCard.load(repo_id, token=token)  # type: ignore[arg-type]
    except (EntryNotFound, RepositoryNotFoundError):  # no card, or no repository yet
        card = hf.ModelCard("---\n{}\n---\n")
    card.data.tags = list(dict.fromkeys([*(card.data.tags or ()), *tags]))
    card.save(os.path.join(directory, "README.md"))


def _as_text(name_or_path: Any) -> str:
    name = os.fspath(name_or_path) if isinstance(name_or_path, str | os.PathLike) else None
    if not isinstance(name, str):
        raise InputError(
            f"{name_or_path!r:.100} ({type(name_or_path).__name__}) is no place to load from, "
            "expected a directory or a Hub name such as 'google-bert/bert-base-uncased'."
        )
    return name


def read_json(path: Path, kind: type = dict) -> Any:
    """Parse a JSON object (`kind=list`: a JSON array).

    Raises:
        CorruptFileError: empty, a Git-LFS pointer, not JSON (names file, line and column), nested
            too deep, or of another kind.
    """
    content = path.read_bytes()
    check_pointer(path, content)
    if not content.strip():
        raise CorruptFileError(f"{path} is empty ({len(content)} bytes).")
    try:
        data = json.loads(content)
    except RecursionError as error:
        raise CorruptFileError(f"{path} is JSON nested too deep to be read.") from error
    except ValueError as error:
        raise CorruptFileError(f"{path} is not valid JSON: {error}.") from error
    if not isinstance(data, kind):
        expected = "object" if kind is dict else "array"
        raise CorruptFileError(f"{path} holds a {type(data).__name__}, expected a JSON {expected}.")
    return data


def _files_in(folder: Path) -> list[str]:
    top = list(islice(_files(folder, folder.glob("*")), _MOST_FILES))
    if not any(name.endswith("config.json") for name in top):
        return sorted(top[:100])
    return sorted(islice(_files(folder, folder.rglob("*")), _MOST_FILES))


def _files(folder: Path, paths: Iterable[Path]) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in paths if os.path.isfile(path))


def _listed(repository: str, names: list[Any]) -> frozenset[str]:
    """The names of a listing that can be files of the repository."""
    good = frozenset(name for name in names if isinstance(name, str) and stays_inside(name))
    odd = [str(name) for name in names if not isinstance(name, str) or name not in good]
    if odd:
        log.warning(
            "The Hub lists for %r %d names that are no files of it: %s.",
            repository,
            len(odd),
            shortened(odd, 3),
        )
    return good


def shortened(names: list[str], most: int = 20) -> str:
    """A list of files for a message."""
    if not names:
        return "nothing"
    shown = (printable(name, lines=False)[:200] for name in names[:most])
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")
