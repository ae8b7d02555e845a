"""Writing files so that a reader sees the old ones or the new ones, never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path


class Batch:
    """Files that get their names together, when all of them are on the disk."""

    def __init__(self) -> None:
        self._renames: list[tuple[Path, Path]] = []
        self._after: list[Callable[[], object]] = []

    def add(self, temporary: Path, target: Path) -> None:
        """A file that is complete and synced, and the name that it is to have."""
        self._renames.append((temporary, target))

    def after(self, action: Callable[[], object]) -> None:
        """Call this when all files have their names."""
        self._after.append(action)

    def commit(self) -> None:
        """Rename in the order in which files were added, one right after the other."""
        while self._renames:
            temporary, target = self._renames[0]
            os.replace(temporary, target)
            folder = self._renames.pop(0)[1].parent
            if not any(target.parent == folder for _, target in self._renames):
                sync_directory(folder)
        for action in self._after:
            action()

    def discard(self) -> None:
        """Remove what has no name yet."""
        for temporary, _ in self._renames:
            temporary.unlink(missing_ok=True)


_current: ContextVar[Batch | None] = ContextVar("batch of files", default=None)


@contextmanager
def together() -> Iterator[Batch]:
    """All files written within get their names at the end, together; none if the body raises.

    Within another such block, that one's end.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    batch = Batch()
    token = _current.set(batch)
    try:
        try:
            yield batch
        finally:
            _current.reset(token)
        batch.commit()
    except BaseException:
        batch.discard()
        raise


@contextmanager
def atomic_path(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `target`; on success it is synced and renamed onto it.

    If the body raises, the temporary file is removed and `target` is as it was. Within
    `together`, the renaming waits for the other files.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        if (batch := _current.get()) is not None:
            batch.add(temporary, target)
        else:
            os.replace(temporary, target)
            sync_directory(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(target: str | os.PathLike[str], text: str) -> None:
    """Write a text file atomically, in UTF-8."""
    with atomic_path(target) as path:
        path.write_text(text, encoding="utf-8")


def sync_directory(directory: str | os.PathLike[str]) -> None:
    """Make renames in a directory survive a power cut, where the system can say so."""
    if os.name == "posix":
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    # There is no way to read the umask without setting it; this value is only a default mode.
    return _UMASK


_UMASK = os.umask(0o022)
os.umask(_UMASK)
