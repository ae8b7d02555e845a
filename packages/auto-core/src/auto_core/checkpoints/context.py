"""One context around readers of a repository's settings: whatever fails in them names the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from auto_core.errors import AutoError, CorruptFileError, UnknownArgumentError

# What settings of wrong kinds make Python raise, deep inside.
_RAW = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError),
    *(RuntimeError, TypeError, ValueError),
)


@contextmanager
def reading(name: str, *files: str) -> Iterator[None]:
    """Let what fails name the files (of the repository `name`) that are read here.

    What Python or a library raises becomes an error of ours, the panics of Rust included. Errors
    of ours that name one of the files, or that are about keywords, pass as they are.

    Raises:
        CorruptFileError: naming the files, and what went wrong.
    """
    where = f"{' or '.join(files)} of {name!r} (or a keyword given beside it)"
    try:
        yield
    except UnknownArgumentError:
        raise
    except AutoError as error:
        if not any(file in str(error) for file in files):
            error.args = (f"{where}: {error}", *error.args[1:])
        raise
    except BaseException as error:
        if not isinstance(error, _RAW) and not from_rust(error):
            raise
        raise CorruptFileError(
            f"{where}: cannot be used: {type(error).__name__}: {str(error)[:200]}"
        ) from error


def from_rust(error: BaseException) -> bool:
    """Whether it is a bare exception or a panic, as the tokenizers library raises them.

    The class of a panic cannot be imported, and derives from BaseException.
    """
    return type(error) is Exception or type(error).__name__ == "PanicException"
