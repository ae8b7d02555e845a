"""The `tokenizers.Tokenizer`, made safe to share between threads.

Padding and truncation are settings of the Rust object, not arguments of a call. Calls that want
the same settings run side by side; one that wants others waits until those are done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tokenizers import Tokenizer

Settings = tuple[tuple[str, Any], ...] | None


class Backend:
    """A Rust tokenizer and the settings that its running calls share."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self._reset()

    def _reset(self) -> None:
        self._turn = threading.Condition()
        self._running = 0
        self._settings: Any = None  # unknown: what the file says
        self._version = 0
        self._conclusions: dict[Callable[[Tokenizer], Any], tuple[int, Any]] = {}

    @contextmanager
    def using(
        self, padding: Settings, truncation: Settings, encode_special_tokens: bool
    ) -> Iterator[Tokenizer]:
        """Hold the tokenizer with these settings; others may hold it with the same ones."""
        wanted = (padding, truncation, encode_special_tokens)
        with self._turn:
            self._turn.wait_for(lambda: self._settings == wanted or not self._running)
            if self._settings != wanted:
                self._apply(*wanted)
            self._running += 1
        try:
            yield self.tokenizer
        finally:
            with self._turn:
                self._running -= 1
                if not self._running:
                    self._turn.notify_all()

    @contextmanager
    def alone(self, prepare: Callable[[Tokenizer], Any]) -> Iterator[None]:
        """Keep everyone else out, with another post-processor that is put back at the end."""
        with self._turn:
            self._turn.wait_for(lambda: not self._running)
            before = self.tokenizer.post_processor
            prepare(self.tokenizer)
            try:
                yield
            finally:
                self.tokenizer.post_processor = before

    def change(self, action: Callable[[Tokenizer], Any]) -> Any:
        """Run something that changes the tokenizer, while nobody else uses it."""
        with self._turn:
            self._turn.wait_for(lambda: not self._running)
            try:
                return action(self.tokenizer)
            finally:
                self._version += 1

    def conclude(self, function: Callable[[Tokenizer], Any]) -> Any:
        """`function(tokenizer)`, computed again only after a change."""
        version, found = self._conclusions.get(function, (-1, None))
        if version != self._version:
            version = self._version
            found = function(self.tokenizer)
            self._conclusions[function] = (version, found)
        return found

    def plain(self) -> Tokenizer:
        """A copy without padding and truncation: what is saved."""
        copy = self.change(lambda tokenizer: Tokenizer.from_str(tokenizer.to_str()))
        copy.no_padding()
        copy.no_truncation()
        return copy

    def _apply(self, padding: Settings, truncation: Settings, encode_special_tokens: bool) -> None:
        tokenizer = self.tokenizer
        self._settings = None  # stays unknown if one of these fails
        if padding is None:
            tokenizer.no_padding()
        else:
            tokenizer.enable_padding(**dict(padding))
        if truncation is None:
            tokenizer.no_truncation()
        else:
            tokenizer.enable_truncation(**dict(truncation))
        tokenizer.encode_special_tokens = encode_special_tokens
        self._settings = (padding, truncation, encode_special_tokens)

    def __getstate__(self) -> dict[str, Any]:
        return {"tokenizer": self.tokenizer}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.tokenizer = state["tokenizer"]
        self._reset()
