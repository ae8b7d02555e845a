"""Words met before: most of a text is words that were split already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_MOST = 50_000


class Remembered(dict[str, T], Generic[T]):
    """Word -> what `make` makes of it, computed when it is first asked for."""

    def __init__(self, make: Callable[[str], T]):
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> T:
        if len(self) >= _MOST:
            self.clear()
        found = self[word] = self._make(word)
        return found

    def __reduce__(self) -> Any:  # copies and pickles begin anew
        return Remembered, (self._make,)
