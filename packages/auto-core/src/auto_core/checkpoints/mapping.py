"""A weights file mapped into memory, and the first checks that every format shares."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auto_core.errors import AutoError, CorruptFileError, FileMissingError, UnsafeFileError

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def map_file(path: str | os.PathLike[str]) -> memoryview:
    """The file's bytes, read when touched; writing to them changes private pages, not the file.

    The mapping lives until the last view of it is gone.

    Raises:
        FileMissingError: nothing can be opened there.
        CorruptFileError: the file is empty, or a Git-LFS pointer to the real one.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                raise CorruptFileError(
                    f"{path} is empty (0 bytes). Delete it and download or save it again."
                )
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except CorruptFileError:
        raise
    except OSError as error:
        raise FileMissingError(f"{path} cannot be read: {error.strerror or error}.") from error
    check_pointer(path, mapped[: len(_LFS_POINTER)])
    return memoryview(mapped)


def check_pointer(path: Path, start: bytes) -> None:
    """Refuse a Git-LFS pointer, what `git clone` leaves where git-lfs is not installed.

    Raises:
        CorruptFileError: the file begins like a pointer.
    """
    if start.startswith(_LFS_POINTER):
        raise CorruptFileError(
            f"{path} is a Git-LFS pointer, not the file itself. Install git-lfs and run "
            f"`git lfs pull` in {path.parent}, or load the repository by its Hub name."
        )


@contextmanager
def reading(path: Path, what: str) -> Iterator[None]:
    """Turn whatever a parser trips over into one error that names the file.

    What hostile bytes make a parser raise cannot be listed; that they raise only our errors can
    be promised here.

    Raises:
        CorruptFileError, UnsafeFileError: with the parser's words.
    """
    try:
        yield
    except UnsafeFileError as error:
        if str(path) in str(error):
            raise
        raise UnsafeFileError(
            f"{path} asks for more than data: {error}. Nothing of it was run. Load a safetensors "
            "version of this checkpoint, or convert it where you trust its origin."
        ) from error
    except (AutoError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise CorruptFileError(
            f"{path} is damaged or not {what}: {error!s:.200} ({type(error).__name__}). "
            "Download it again (force_download=True), or save it again."
        ) from error
