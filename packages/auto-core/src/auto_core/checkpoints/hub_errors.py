"""Errors of the Hub's client as ours, each with the next thing to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from huggingface_hub import constants, errors

from auto_core.errors import (
    AuthenticationError,
    AutoError,
    CheckpointError,
    CorruptFileError,
    GatedRepositoryError,
    OfflineError,
    PathNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

# The client changed its transport (requests, httpx, ...); its own HTTP error derives from the
# transport's base class, and so does every failure to connect.
_TRANSPORT: type[Exception] = [
    base for base in errors.HfHubHTTPError.__mro__ if base not in OSError.__mro__
][-1]

# Raised by the client for a file that is not there; one of them also when it cannot be asked.
EntryNotFound = errors.EntryNotFoundError
NotCached = errors.LocalEntryNotFoundError


@contextmanager
def translated(name: str, revision: str | None, *, filename: str = "") -> Iterator[None]:
    """Turn errors of the client into ours; a missing file passes as it is.

    Raises:
        CheckpointError: its subclass for what happened, with the client's error as the cause.
    """
    try:
        yield
    except AutoError:
        raise
    except NotCached as error:
        raise _said(error.__cause__ or error, name, revision, filename) from error
    except EntryNotFound:
        raise
    except errors.HFValidationError as error:
        raise PathNotFoundError(
            f"{name!r} is neither a directory here nor a possible name on the Hub "
            f"(user/repository): {error}"
        ) from error
    except (ValueError, KeyError, TypeError) as error:  # the page of a proxy, and the like
        raise CheckpointError(
            f"What answers at {constants.ENDPOINT} for {name!r} is not the Hub ({error!s:.100}). "
            "Check HF_ENDPOINT and the network (a proxy, a page to log in)."
        ) from error
    except (OSError, _TRANSPORT, errors.FileMetadataError) as error:
        raise _said(error, name, revision, filename) from error
    except RuntimeError as error:
        if not is_transient(error):
            raise
        raise _said(error, name, revision, filename) from error


def is_transient(error: BaseException) -> bool:
    """Whether the Hub may answer better later, so that the cache is worth a look."""
    if isinstance(error, errors.OfflineModeIsEnabled):
        return True
    if isinstance(error, errors.HfHubHTTPError):
        status = _status(error)
        return status is None or status in (408, 429) or status >= 500
    if isinstance(error, RuntimeError):  # versions 1.x try again with a client they have closed
        return "client has been closed" in str(error)
    if isinstance(error, ValueError):  # an answer that cannot be read: of some transports, theirs
        return False
    return isinstance(error, (_TRANSPORT, ConnectionError, TimeoutError))


def retry_after(error: BaseException) -> float:
    """The seconds after which the Hub asks to be asked again; 0 where it says nothing."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    said = headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0.0


def _said(error: BaseException, name: str, revision: str | None, filename: str) -> CheckpointError:
    what = f"{filename!r} of {name!r}" if filename else repr(name)
    match error:
        case errors.GatedRepoError():
            return GatedRepositoryError(
                f"{name!r} is gated: accept its conditions at {constants.ENDPOINT}/{name} and "
                "pass the token of that account (token=..., `hf auth login`, or HF_TOKEN)."
            )
        case errors.RepositoryNotFoundError():
            return RepositoryNotFoundError(
                f"The Hub has no repository {name!r}, or it is private and not for this token. "
                "Check the spelling; for a private one pass token=... or run `hf auth login`."
            )
        case errors.RevisionNotFoundError():
            return RevisionNotFoundError(
                f"{name!r} has no branch, tag or commit {revision!r}. See its versions at "
                f"{constants.ENDPOINT}/{name}/tree/main."
            )
        case OSError(errno=errno.ENOSPC):
            return CheckpointError(f"The disk is full: no room in the cache for {what} ({error}).")
        case OSError(errno=errno.EACCES | errno.EROFS | errno.EPERM):
            return CheckpointError(
                f"The cache cannot be written, so {what} cannot be downloaded ({error}). Pass "
                "another cache_dir=..., or set HF_HOME."
            )
        case OSError() if "onsistency check" in str(error):
            return CorruptFileError(f"The download of {what} ended early or late: {error}")
    status = _status(error)
    if status == 404 and not filename:  # of a mirror, which does not say what is missing
        return RepositoryNotFoundError(f"{constants.ENDPOINT} has no repository {name!r}: {error}")
    if status in (401, 403):
        return AuthenticationError(
            f"The Hub refused the token for {what} (HTTP {status}). Pass a valid one (token=...), "
            "run `hf auth login` again, or pass token=False for a public repository."
        )
    if is_transient(error):
        answer = f"it answers HTTP {status}" if status else f"{type(error).__name__}: {error}"
        return OfflineError(
            f"{what} is not in the cache and the Hub ({constants.ENDPOINT}) cannot be reached "
            f"({answer}). Try again later, or load from a directory."
        )
    return CheckpointError(f"{what} could not be fetched from the Hub: {error}")


def _status(error: BaseException) -> int | None:
    """The HTTP status behind an error, if there is one."""
    return getattr(getattr(error, "response", None), "status_code", None)
