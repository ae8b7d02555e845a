"""Files of the Hub's cache are compared with their hash once, and marked.

A blob of the cache is called by its hash: SHA-256 (large files), or Git's SHA-1 (small ones).
The client compares only sizes, and whoever else writes to the cache compares what they like, so a
file counts when it was hashed here. The mark notes its size and time: a file that was changed
since has none.
"""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path

from auto_core.checkpoints.atomic import write_text
from auto_core.errors import CorruptFileError

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_seen: set[tuple[str, str]] = set()  # where no mark can be written: once a process

log = logging.getLogger(__name__)


def is_hash(name: str) -> bool:
    """Whether a blob's name (an ETag) is the hash of its content."""
    return _HASH.fullmatch(name) is not None


def hashed(path: Path, like: str | None) -> str:
    """The hash of a file, of the kind of `like` (SHA-256 by default)."""
    with path.open("rb") as file:
        if like is None or len(like) == 64:
            return hashlib.file_digest(file, "sha256").hexdigest()
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
        while chunk := file.read(2**20):
            digest.update(chunk)
        return digest.hexdigest()


def verify(cache: Path, path: Path) -> None:
    """Compare a cached file with its hash, if that was not done since it last changed.

    Args:
        cache: the repository's folder in the cache.
        path: a blob of it, or a link to one.

    Raises:
        CorruptFileError: it is damaged; it was removed.
    """
    blob = path.resolve()
    if not is_hash(blob.name):  # no links on this system: the name is the file's own
        return
    stamp = _stamp(blob)
    if (str(blob), stamp) in _seen or _read(cache, blob) == stamp:
        return
    actual = hashed(blob, blob.name)
    if actual != blob.name:
        path.unlink(missing_ok=True)
        blob.unlink(missing_ok=True)
        raise CorruptFileError(
            f"{path} is damaged: its hash is {actual}, the Hub's is {blob.name}. It was removed "
            "from the cache; load it again (online)."
        )
    mark(cache, blob)


def mark(cache: Path, blob: Path) -> None:
    """Note that a blob has the hash that it is called by."""
    stamp = _stamp(blob)
    _seen.add((str(blob), stamp))
    try:
        write_text(_mark_of(cache, blob), stamp)
    except OSError as error:  # a read-only cache: once a process then
        log.debug("%s was not marked as verified: %s", blob, error)


def _read(cache: Path, blob: Path) -> str:
    try:
        return _mark_of(cache, blob).read_text()
    except OSError:
        return ""


def _mark_of(cache: Path, blob: Path) -> Path:
    return cache / ".verified" / blob.name


def _stamp(blob: Path) -> str:
    found = blob.stat()
    return f"{found.st_size} {found.st_mtime_ns}"
