"""Names that come from files and strangers stay inside the snapshot."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from auto_core.errors import InputError, UnsafeFileError


def inside(name: str, what: str) -> str:
    """A relative path that stays where it is looked up, with slashes.

    Raises:
        UnsafeFileError: it is absolute, or climbs.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or re.search(r"[\\\0]|^[A-Za-z]:", name):
        raise UnsafeFileError(f"The {what} leads out of the repository; it must be inside.")
    return str(path)


def check_variant(variant: str | None) -> None:
    """Refuse what cannot stand between `model.` and `.safetensors`.

    Raises:
        InputError: it is no word.
    """
    if variant is not None and not (
        isinstance(variant, str) and re.fullmatch(r"\w[\w.+-]*", variant)
    ):
        raise InputError(
            f"variant is {variant!r:.80}, expected what stands in the files' names: "
            "variant='fp16' is model.fp16.safetensors."
        )


def check_within(root: Path, path: Path) -> None:
    """Refuse a link that leads out of a directory.

    A snapshot of the Hub's cache is all links, into the blobs of the same repository: those pass.

    Raises:
        UnsafeFileError: `path`, with all links followed, is elsewhere.
    """
    home = root.resolve()
    homes = [home] if home.parent.name != "snapshots" else [home, home.parent.parent / "blobs"]
    real = path.resolve()
    if not any(real.is_relative_to(allowed) for allowed in homes):
        raise UnsafeFileError(f"{path} is a link out of {root}, to {real}. Copy the file there.")
