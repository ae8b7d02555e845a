"""The `tokenizers.Tokenizer`, shared between threads without locks.

Padding and truncation are settings of the Rust object, not arguments of a call. A call that wants
any takes a twin of the tokenizer for itself: the model is shared, the settings are its own. So no
call waits for another, and an interrupt or a fork in the middle of one leaves nothing behind.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from tokenizers import AddedToken, Encoding, Tokenizer

Settings = tuple[tuple[str, Any], ...] | None


class Backend:
    """A Rust tokenizer, and what was concluded from it."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self._reset()

    def _reset(self) -> None:
        self._process = os.getpid()
        self._version = 0
        self._handed_out: Any = None  # what it was when somebody outside got hold of it
        self._conclusions: dict[Callable[[Tokenizer], Any], tuple[int, Any]] = {}

    def encode(
        self,
        batch: Sequence[Any],
        *,
        add_special_tokens: bool,
        is_pretokenized: bool = False,
        positions: bool = True,
        split_special_tokens: bool = False,
        truncation: Settings = None,
        padding: Settings = None,
        post_processor: Any = None,
    ) -> list[Encoding]:
        """The encodings of a batch of texts or pairs, cut and filled as this call wants.

        `positions`: whether to note where in the text each token is. `post_processor` stands in
        for the tokenizer's own.
        """
        self._notice_changes()
        settings = (padding, truncation, split_special_tokens)
        if settings == (None, None, False) and post_processor is None:
            return _run(self.tokenizer, batch, add_special_tokens, is_pretokenized, positions)
        idle = self.conclude(_no_twins)
        try:
            twin = idle.pop()  # nobody else has it then
        except IndexError:
            twin = _Twin(self.tokenizer)
        rust = twin.set(settings, post_processor)
        encodings = _run(rust, batch, add_special_tokens, is_pretokenized, positions)
        idle.append(twin)
        return encodings

    def change(self, action: Callable[[Tokenizer], Any]) -> Any:
        """Run something that changes the tokenizer.

        Where that is not possible now, because a call uses it (or did when this process was
        forked from the one that made it), a changed copy takes its place.
        """
        if self._process != os.getpid():
            self._process, self.tokenizer = os.getpid(), _copy(self.tokenizer)
        try:
            return action(self.tokenizer)
        except RuntimeError as error:
            if "borrowed" not in str(error):
                raise
            copied = _copy(self.tokenizer)
            result = action(copied)
            self.tokenizer = copied
            return result
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
        copy = _copy(self.tokenizer)
        copy.no_padding()
        copy.no_truncation()
        return copy

    def hand_out(self) -> Tokenizer:
        """The tokenizer, for somebody who may change it; calls look for changes from now on."""
        if self._handed_out is None:
            self._handed_out = _state(self.tokenizer)
        return self.tokenizer

    def _notice_changes(self) -> None:
        """Forget the settings of a file or of a caller, and what was concluded before a change."""
        rust = self.tokenizer
        if rust.truncation is not None:
            rust.no_truncation()
        if rust.padding is not None:
            rust.no_padding()
        if rust.encode_special_tokens:
            rust.encode_special_tokens = False
        if self._handed_out is not None and self._handed_out != (now := _state(rust)):
            self._handed_out = now
            self._version += 1

    def __getstate__(self) -> dict[str, Any]:
        return {"tokenizer": self.tokenizer}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.tokenizer = state["tokenizer"]
        self._reset()


def _copy(tokenizer: Tokenizer) -> Tokenizer:
    return Tokenizer.from_str(tokenizer.to_str())


def _state(rust: Tokenizer) -> Any:
    """What a twin has of a tokenizer, for comparing."""
    parts = (rust.normalizer, rust.pre_tokenizer, rust.post_processor)
    return rust.get_vocab_size(), [part and part.__getstate__() for part in parts]


def _run(
    rust: Tokenizer,
    batch: Sequence[Any],
    add_special_tokens: bool,
    is_pretokenized: bool,
    positions: bool,
) -> list[Encoding]:
    encode = rust.encode_batch if positions else rust.encode_batch_fast
    return encode(batch, add_special_tokens=add_special_tokens, is_pretokenized=is_pretokenized)


# --- twins -----------------------------------------------------------------------------------


class _Twin:
    """A tokenizer with the model of another one, in the same memory, and its own settings."""

    def __init__(self, rust: Tokenizer):
        self._rust = _twin(rust)
        self._own = rust.post_processor
        self._settings: Any = (None, None, False)
        self._frame: Any = None

    def set(self, settings: tuple[Settings, Settings, bool], post_processor: Any) -> Tokenizer:
        """Give it the (padding, truncation, splitting of special tokens) of one call."""
        rust = self._rust
        if post_processor is not self._frame:
            rust.post_processor = post_processor or self._own
            self._frame = post_processor
        if settings != self._settings:
            padding, truncation, splitting = settings
            if padding is None:
                rust.no_padding()
            else:
                rust.enable_padding(**dict(padding))
            if truncation is None:
                rust.no_truncation()
            else:
                rust.enable_truncation(**dict(truncation))
            rust.encode_special_tokens = splitting
            self._settings = settings
        return rust


def _no_twins(rust: Tokenizer) -> list[_Twin]:
    """Where the twins are that no call uses: those of a tokenizer before a change are forgotten."""
    return []


def _twin(rust: Tokenizer) -> Tokenizer:
    twin = Tokenizer(rust.model)
    for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder"):
        if (found := getattr(rust, part)) is not None:
            setattr(twin, part, found)
    added = rust.get_added_tokens_decoder()
    in_order = [added[index] for index in sorted(added)]
    for special, tokens in groupby(in_order, lambda token: token.special):
        (twin.add_special_tokens if special else twin.add_tokens)(list[str | AddedToken](tokens))
    return twin if repr(twin.get_added_tokens_decoder()) == repr(added) else _copy(rust)  # gaps
