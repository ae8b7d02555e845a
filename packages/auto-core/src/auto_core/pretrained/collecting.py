"""Python's garbage collector waits while a model is made or read: none of it is garbage yet."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pauses = 0  # threads that make models at once
_resumes = False  # whether the collector ran before the first of them


@contextmanager
def collector_paused() -> Iterator[None]:
    """Hold off the garbage collector, in all threads until the last of them has left.

    The many objects of a large model would start it again and again, each time to look through
    all that the process holds, the framework included.
    """
    global _pauses, _resumes
    with _lock:
        if _pauses == 0:
            _resumes = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0 and _resumes:
                gc.enable()
