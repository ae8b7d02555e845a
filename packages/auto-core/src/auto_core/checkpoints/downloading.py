"""One file of the Hub into the cache of its client, under its name there only when it is right.

The client's own download trusts three things that a damaged or hostile server can bend: it takes
the ETag for a file name, compares sizes only, and waits as long as the server says. Here the ETag
names a file only if it is a hash, the content is hashed before it can be seen, and waits have
limits. The layout of the cache and the transport stay the client's.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from urllib.parse import urlsplit

import huggingface_hub as hf
from huggingface_hub import constants
from huggingface_hub import file_download as _client
from huggingface_hub.errors import FileMetadataError

from auto_core.checkpoints.hub_errors import is_transient, retry_after
from auto_core.checkpoints.verifying import hashed, is_hash, mark, verify
from auto_core.errors import CheckpointError, CorruptFileError

ATTEMPTS = 5  # in a row without progress
MOST_WAIT = 30.0  # seconds, whatever `Retry-After` says
_PROGRESS = 2**20  # bytes that make a failed attempt one of progress

client: Any = _client  # of it, what Xet needs is not declared as public
T = TypeVar("T")
log = logging.getLogger(__name__)


def download(
    repo: str, filename: str, commit: str, cache: Path, *, token: Any, force: bool
) -> Path:
    """Fetch a file of a commit into `cache` (the repository's folder), or find it there.

    Returns: its path among the snapshots.

    Raises:
        EntryNotFoundError: of the client, there is no such file.
        CorruptFileError: what came is not what the Hub announced; nothing of it was kept.
        CheckpointError: the answer is of another commit.
    """
    url = hf.hf_hub_url(repo, filename, revision=commit)
    pointer = cache / "snapshots" / commit / filename
    headers = hf.utils.build_hf_headers(token=token)
    found = patiently(
        lambda: hf.get_hf_file_metadata(url, token=token, timeout=constants.HF_HUB_ETAG_TIMEOUT)
    )
    if not found.etag or not found.commit_hash:
        raise FileMetadataError(f"the answer for {filename!r} has no ETag or no commit")
    if found.commit_hash != commit:
        raise CheckpointError(
            f"The Hub answers for {filename!r} of {repo!r} with the commit "
            f"{found.commit_hash!r:.60}, but {commit} was asked for. Load it again."
        )
    # An ETag that is no hash says nothing about the content: the content's own hash is its name.
    expected = found.etag if is_hash(found.etag) else None
    blobs, locks = cache / "blobs", cache.parent / ".locks" / cache.name
    for folder in (blobs, locks, pointer.parent):
        folder.mkdir(parents=True, exist_ok=True)
    lock = locks / f"{expected or commit}.lock"
    with hf.utils.WeakFileLock(lock):
        if os.path.isfile(pointer) and not force:  # by another process, meanwhile
            verify(cache, pointer)
            return pointer
        blob = blobs / expected if expected else None
        if blob is not None and os.path.isfile(blob) and not force:
            verify(cache, blob)
        else:
            blob = _fetch(url, found, headers, blobs, filename, expected)
            mark(cache, blob)
        _point(pointer, blob)
    return pointer


def patiently(action: Callable[[], T], progress: Callable[[], int] = lambda: 0) -> T:
    """The result of `action`, tried again while the Hub may answer better later.

    Gives up after `ATTEMPTS` in a row in which `progress` (bytes so far) did not grow.
    """
    failures, reached = 0, progress()
    while True:
        try:
            return action()
        except Exception as error:
            now = progress()
            failures = 1 if now >= reached + _PROGRESS else failures + 1
            reached = max(reached, now)
            if not is_transient(error) or failures >= ATTEMPTS:
                raise
            wait = min(MOST_WAIT, max(retry_after(error), 0.5 * 2**failures))
            log.info("The Hub does not answer (%s); again in %.0f s.", type(error).__name__, wait)
            time.sleep(wait)


def _fetch(
    url: str, found: Any, headers: dict[str, str], blobs: Path, filename: str, expected: str | None
) -> Path:
    """Download beside the blobs; rename there once the content has the hash that it should."""
    temporary = blobs / f"{expected or 'new'}.{secrets.token_hex(4)}.incomplete"
    try:
        if not _by_xet(found, headers, temporary, filename):
            with temporary.open("wb") as file, _bar(filename, found.size) as bar:
                location = found.location or url
                if urlsplit(location)[:2] != urlsplit(url)[:2]:  # the token is for the Hub alone
                    headers = {k: v for k, v in headers.items() if k.lower() != "authorization"}
                patiently(lambda: _body(location, headers, file, found.size, bar), file.tell)
        size = temporary.stat().st_size
        if found.size is not None and size != found.size:
            raise CorruptFileError(
                f"The download of {filename!r} ended early or late: {found.size} bytes were "
                f"announced, {size} came. Load it again."
            )
        actual = hashed(temporary, expected)
        if expected is not None and actual != expected:
            kind = "SHA-256" if len(expected) == 64 else "Git SHA-1"
            raise CorruptFileError(
                f"The download of {filename!r} is damaged: its {kind} is {actual}, the Hub's is "
                f"{expected}. Nothing of it was kept; load it again."
            )
        blob = blobs / actual
        os.replace(temporary, blob)
        return blob
    finally:
        temporary.unlink(missing_ok=True)


def _body(
    location: str, headers: dict[str, str], file: BinaryIO, size: int | None, bar: Any
) -> None:
    """Append what is still missing of the content."""
    start = file.tell()
    asked = {**headers, "Accept-Encoding": "identity"}
    if start:
        asked["Range"] = f"bytes={start}-"
    with _stream(location, asked) as (status, chunks):
        if start and status != 206:  # the server sends everything again
            file.seek(0)
            file.truncate()
            bar.update(-start)
        for chunk in chunks:
            file.write(chunk)
            bar.update(len(chunk))
            if size is not None and file.tell() > size:
                return  # too long: the caller compares


@contextmanager
def _stream(url: str, headers: dict[str, str]) -> Iterator[tuple[int, Iterator[bytes]]]:
    """Status and content of an answer, through the client's session and without its waits."""
    timeout, size = constants.HF_HUB_DOWNLOAD_TIMEOUT, constants.DOWNLOAD_CHUNK_SIZE
    if hasattr(hf.utils, "http_stream_backoff"):
        with hf.utils.http_stream_backoff(
            "GET",
            url,
            headers=headers,
            timeout=timeout,
            max_retries=0,
            retry_on_exceptions=(),
            retry_on_status_codes=(),
        ) as response:
            hf.utils.hf_raise_for_status(response)
            yield response.status_code, response.iter_bytes(size)
    else:  # versions 0.x
        session: Any = hf.utils.get_session()
        with session.get(url, headers=headers, stream=True, timeout=timeout) as response:
            hf.utils.hf_raise_for_status(response)
            yield response.status_code, response.iter_content(size)


def _by_xet(found: Any, headers: dict[str, str], path: Path, filename: str) -> bool:
    """Fetch through Xet, where the Hub offers it and its package is there."""
    if found.xet_file_data is None or not client.is_xet_available():
        return False
    try:
        client.xet_get(
            incomplete_path=path,
            xet_file_data=found.xet_file_data,
            headers=headers,
            expected_size=found.size,
            displayed_filename=filename,
        )
    except Exception as error:  # its own kinds; the same content is there over HTTP
        log.warning("Xet failed (%s); downloading %s over HTTP.", type(error).__name__, filename)
        return False
    return True


def _bar(filename: str, size: int | None) -> Any:
    return hf.utils.tqdm(
        desc=filename[-40:],
        total=size,
        unit="B",
        unit_scale=True,
        disable=hf.utils.are_progress_bars_disabled(),
    )


def _point(pointer: Path, blob: Path) -> None:
    """A link to the blob, as the client makes it; the file itself where there are no links."""
    temporary = pointer.with_name(f".{secrets.token_hex(4)}.tmp")
    try:
        os.symlink(os.path.relpath(blob, pointer.parent), temporary)
    except OSError:
        os.replace(blob, pointer)
    else:
        os.replace(temporary, pointer)
