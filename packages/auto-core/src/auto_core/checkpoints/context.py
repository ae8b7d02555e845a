"""One context around readers of a repository's settings: whatever fails in them names the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from auto_core.errors import CorruptFileError

# What settings of wrong kinds make Python raise, deep inside.
_RAW = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@contextmanager
def reading(files: str) -> Iterator[None]:
    """Turn what Python raises into an error of ours; ours pass as they are.

    Raises:
        CorruptFileError: naming the files, and what went wrong.
    """
    try:
        yield
    except _RAW as error:
        if type(error).__module__ != "builtins":  # ours, which derive from these
            raise
        raise CorruptFileError(
            f"{files}: the settings in it (or the keywords given beside it) cannot be used: "
            f"{type(error).__name__}: {str(error)[:200]}"
        ) from error
