"""Paths from untrusted files, kept inside the snapshot."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from auto_core.errors import InputError, UnsafeFileError

# Characters that mean something else on some system: separators, streams, the end of a text.
_ODD = re.compile(r"[\\\0]|^[A-Za-z]:")
# What a name may consist of where it becomes one level of a path that is written.
_PLAIN = re.compile(r"\w[\w.+ -]{0,99}")


def inside(name: str, what: str) -> str:
    """A relative path that stays where it is looked up, with slashes.

    Raises:
        UnsafeFileError: it is absolute, or climbs.
    """
    if not stays_inside(name):
        raise UnsafeFileError(f"The {what} leads out of the repository; it must be inside.")
    return str(PurePosixPath(name))


def stays_inside(name: str) -> bool:
    """Whether a name is a relative path that does not climb."""
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or _ODD.search(name))


def written(directory: Path, name: str, what: str) -> Path:
    """Where a file called `name` is written in a directory: in it, or in a folder of it.

    Every name that comes from a file, a server or a caller passes here before it is written.

    Raises:
        UnsafeFileError: a level of it is no plain name, or is a link out of the directory.
    """
    for level in name.split("/"):
        check_level(level, what)
    path = directory / name
    if path.parent != directory and path.parent.exists():
        check_within(directory, path.parent)
    return path


def check_level(name: str, what: str) -> None:
    """Refuse a name that cannot be one level of a path that is written.

    Raises:
        UnsafeFileError: it has other characters than those of plain names, or is "..".
    """
    if not (isinstance(name, str) and _PLAIN.fullmatch(name.removeprefix("."))):
        raise UnsafeFileError(
            f"The {what} has a name that cannot be a file's: {name!r:.100}. Expected letters, "
            "digits, '_', '-', '.', '+' or spaces, and not '..'; rename it."
        )


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


def check_within(root: Path, path: Path, *, allow_links: bool | None = None) -> None:
    """Refuse a link that leads out of a directory.

    A snapshot of the Hub's cache is all links, into the blobs of the same repository: those pass.

    Args:
        root: the directory.
        path: a file or folder in it.
        allow_links: let links pass that belong to the owner of the directory; None where the
            caller was not asked.

    Raises:
        UnsafeFileError: `path`, with all links followed, is elsewhere.
    """
    home = root.resolve()
    homes = [home] if home.parent.name != "snapshots" else [home, home.parent.parent / "blobs"]
    real = path.resolve()
    if any(real.is_relative_to(allowed) for allowed in homes):
        return
    strangers = [link for link in _links(root, path) if link.lstat().st_uid != root.stat().st_uid]
    if allow_links and not strangers:
        return
    advice = "Copy the file there."
    if allow_links:
        advice = f"allow_links=True follows links of the folder's owner, and {strangers[0]} is " + (
            f"another user's (uid {strangers[0].lstat().st_uid}, expected {root.stat().st_uid}). "
            + advice
        )
    elif allow_links is not None:
        advice = (
            f"{advice[:-1]}, or, if you trust the folder, pass allow_links=True (on the command "
            "line: --allow-links)."
        )
    raise UnsafeFileError(f"{path} is a link out of {root}, to {real}. {advice}")


def _links(root: Path, path: Path) -> list[Path]:
    """The links among the levels of a path below a directory."""
    levels = [path, *path.parents]
    return [level for level in levels[: levels.index(root)] if level.is_symlink()]
