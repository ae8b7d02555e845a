"""Every error the packages raise.

All derive from `AutoError` and from the built-in that callers already catch
(`OSError`, `ValueError`, `TypeError`, `ImportError`, `KeyError`). A message says what is
wrong, the value got, what was expected or found, and the next thing to type.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from auto_core.keywords import advice

# The user and password of an address, and tokens of the Hub.
_SECRETS = re.compile(r"(?<=://)[^/\s@'\"]+(?=@)|\bhf_[A-Za-z0-9]{8,}")


class AutoError(Exception):
    """Base of every error raised by auto.

    Messages name what files and servers hold: control characters are shown escaped, so that none
    reaches a terminal, and secrets are left out.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*(printable(a) if isinstance(a, str) else a for a in args), **kwargs)


# --- what the caller typed -------------------------------------------------------------


class UnknownArgumentError(AutoError, TypeError):
    """A keyword that nothing accepts; names the nearest ones that exist."""


class InputError(AutoError, ValueError):
    """A model, tokenizer or processor was called with inputs it cannot use."""


class MissingDependencyError(AutoError, ImportError):
    """An optional package is needed for what was asked; names the extra to install."""


# --- configs and the registry ----------------------------------------------------------


class ConfigError(AutoError, ValueError):
    """A config field has an unknown, ill-typed or contradictory value."""


class DerivedFieldError(ConfigError, NotImplementedError):
    """A field was set that follows from others; names those to set."""


class UnknownModelTypeError(ConfigError, KeyError):
    """No architecture, config, tokenizer or processor is known for this model type."""

    __str__ = Exception.__str__  # KeyError would print the repr of the message


class UnsupportedTaskError(AutoError, ValueError):
    """The architecture exists, but not with the head that this Auto class builds."""


class RegistrationError(AutoError, ValueError):
    """A registration breaks a rule or collides with an existing one."""


class RemoteCodeError(AutoError, ValueError):
    """The repository's own code would have to run, and that was not allowed or failed."""


# --- finding files ---------------------------------------------------------------------


class CheckpointError(AutoError, OSError):
    """Base of everything that can go wrong between a name and a loaded model."""


class PathNotFoundError(CheckpointError, FileNotFoundError):
    """A local path was given and nothing (or nothing useful) is there."""


class RepositoryNotFoundError(CheckpointError):
    """The Hub knows no such repository, or hides it from this token."""


class GatedRepositoryError(RepositoryNotFoundError, PermissionError):
    """The repository exists, but its conditions were not accepted by this account."""


class AuthenticationError(CheckpointError, PermissionError):
    """The Hub refused the token."""


class RevisionNotFoundError(CheckpointError):
    """The repository has no such branch, tag or commit."""


class OfflineError(CheckpointError, ConnectionError):
    """A file is needed, is not in the cache, and the Hub cannot or may not be asked."""


class FileMissingError(CheckpointError, FileNotFoundError):
    """The snapshot exists but lacks a file that is needed."""


class WeightsNotFoundError(FileMissingError):
    """The snapshot has no weights in any format that can be read."""


class ShardMissingError(FileMissingError):
    """The shard index names a file that is not there."""


# --- reading files ---------------------------------------------------------------------


class CorruptFileError(CheckpointError, ValueError):
    """A file is empty, truncated, a Git-LFS pointer, or not what its name says."""


class UnsafeFileError(CheckpointError, ValueError):
    """A file asks for something that data must never ask for (code, outside paths)."""


class WeightMismatchError(AutoError, ValueError, RuntimeError):
    """The checkpoint's tensors and the model's parameters do not match one to one.

    `report` is the `LoadingReport` with every missing, unexpected and mismatched name.
    """

    def __init__(self, message: str, report: object = None):
        super().__init__(message)
        self.report = report


def printable(text: str, *, lines: bool = True) -> str:
    """Text without secrets, its control characters escaped; `lines` keeps the ends of lines."""
    text = _SECRETS.sub("***", text)
    if text.isprintable():
        return text
    kept = "\n" if lines else ""
    return "".join(
        c if c.isprintable() or c in kept else c.encode("unicode_escape").decode() for c in text
    )


def nearest(name: str, candidates: Iterable[str], *, most: int = 3) -> list[str]:
    """The candidates that a typo of `name` most likely meant, best first."""
    return difflib.get_close_matches(name, list(candidates), n=most, cutoff=0.6)


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """A sentence to append to a message, or the empty string."""
    close = nearest(name, candidates)
    return f" Did you mean {' or '.join(repr(c) for c in close)}?" if close else ""


def check_keywords(
    given: Iterable[str],
    accepted: Iterable[str] = (),
    *,
    where: str,
    groups: Mapping[str, Iterable[str]] | None = None,
) -> None:
    """Refuse the keywords that `where` does not accept; `groups` lists those it does by purpose.

    Raises:
        UnknownArgumentError: naming each unknown keyword and its nearest valid names.
    """
    groups = {"": list(accepted)} if groups is None else groups
    known = {name for names in groups.values() for name in names}
    unknown = [name for name in given if name not in known]
    if unknown:
        advised = {name: advice(name, where) for name in unknown}
        hints = "".join(
            f" {name}: {text}" if text else did_you_mean(name, sorted(known))
            for name, text in advised.items()
        )
        listed = "; ".join(
            f"{title}{': ' * bool(title)}{_listed(names)}" for title, names in groups.items()
        )
        names = ", ".join(repr(name) for name in unknown)
        raise UnknownArgumentError(
            f"{where} got unknown keyword{'s'[: len(unknown) > 1]} {names}.{hints} "
            f"It accepts: {listed}."
        )


def _listed(names: Iterable[str], most: int = 60) -> str:
    """Names in order; of a list that nobody would read to the end, how many there are."""
    found = sorted(names)
    if len(found) <= most:
        return ", ".join(found)
    return f"{len(found)} names, as {', '.join(found[:3])}, ..., {found[-1]}"
