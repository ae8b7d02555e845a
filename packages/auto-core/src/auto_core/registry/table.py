"""A thread-safe table of what callers registered, with collisions refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from auto_core.errors import RegistrationError

K = TypeVar("K")
V = TypeVar("V")


class Registry(Generic[K, V]):
    """What `register` writes and resolution reads first, before plugins and built-ins."""

    def __init__(self, what: str):
        self.what = what  # named in messages: "AutoConfig", "AutoTokenizer", ...
        self._entries: dict[K, V] = {}
        self._lock = threading.RLock()

    def register(
        self,
        key: K,
        value: V,
        *,
        exist_ok: bool = False,
        builtin: Callable[[K], object] | None = None,
    ) -> None:
        """Add an entry; `builtin(key)` tells what a plugin or the package already has.

        Raises:
            RegistrationError: `key` is taken and `exist_ok` is False.
        """
        with self._lock:
            present = self._entries.get(key)
            if present is None and builtin is not None:
                present = builtin(key)
            if present is not None and present is not value and not exist_ok:
                name = getattr(key, "__name__", key)
                raise RegistrationError(
                    f"{self.what} already has {present!r} for {name!r}, so {value!r} was not "
                    f"registered. Pass exist_ok=True to replace it."
                )
            self._entries[key] = value

    def get(self, key: K) -> V | None:
        with self._lock:
            return self._entries.get(key)

    def unregister(self, key: K) -> None:
        with self._lock:
            self._entries.pop(key, None)

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return key in self._entries

    def __iter__(self) -> Iterator[K]:
        with self._lock:
            return iter(list(self._entries))
