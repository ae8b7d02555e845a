"""Text while it is being generated: printed, or iterated over in another thread or task.

A streamer is any object with `put(ids)` and `end()`. `put` first gets the prompt [b t], then the
ids of each step [b]; `generate` calls both.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from queue import Queue
from typing import Any

import numpy as np

from auto_core.errors import InputError

# Scripts without spaces between words: each character can be shown as soon as it is there.
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class BaseStreamer:
    """What `generate` needs of a streamer."""

    def put(self, value: Any) -> None:
        """Take the ids of the prompt [b t] or of one step [b]."""
        raise NotImplementedError

    def end(self) -> None:
        """Generation is over."""
        raise NotImplementedError


class TextStreamer(BaseStreamer):
    """Prints words of one text as soon as they are complete.

    Override `on_finalized_text` to do something else with them. `decode_kwargs` go to the
    tokenizer's `decode`, e.g. `skip_special_tokens=True`.
    """

    def __init__(self, tokenizer: Any, skip_prompt: bool = False, **decode_kwargs: Any):
        self.tokenizer = tokenizer
        self.skip_prompt = skip_prompt
        self.decode_kwargs = decode_kwargs
        self._forget()
        self._at_prompt = True

    def _forget(self) -> None:
        self._ids: list[int] = []  # since the last line break
        self._shown = 0  # characters of their text that were handed on

    def put(self, value: Any) -> None:
        ids = np.asarray(value)
        if ids.ndim > 1:
            if len(ids) > 1:
                raise InputError(
                    f"{type(self).__name__} shows one text, got a batch of {len(ids)}. "
                    "Generate them one by one."
                )
            ids = ids[0]
        at_prompt, self._at_prompt = self._at_prompt, False
        if at_prompt and self.skip_prompt:
            return
        self._ids.extend(ids.tolist())
        text = self.tokenizer.decode(self._ids, **self.decode_kwargs)
        if text.endswith("\n") or (text and _is_ideograph(text[-1])):
            end = len(text)
        else:  # the last word may go on, and its last bytes may not be a character yet
            end = text.rfind(" ") + 1
        piece, self._shown = text[self._shown : end], max(self._shown, end)
        if text.endswith("\n"):
            self._forget()
        self.on_finalized_text(piece)

    def end(self) -> None:
        text = self.tokenizer.decode(self._ids, **self.decode_kwargs) if self._ids else ""
        piece = text[self._shown :]
        self._forget()
        self._at_prompt = True
        self.on_finalized_text(piece, stream_end=True)

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        """Called with each new piece; the last one comes with `stream_end`."""
        print(text, flush=True, end="\n" if stream_end else "")


class TextIteratorStreamer(TextStreamer):
    """Pieces of text to iterate over while `generate` runs in another thread.

    `timeout`: seconds to wait for a piece before `queue.Empty` is raised; None waits for ever.
    """

    def __init__(
        self,
        tokenizer: Any,
        skip_prompt: bool = False,
        timeout: float | None = None,
        **decode_kwargs: Any,
    ):
        super().__init__(tokenizer, skip_prompt, **decode_kwargs)
        self.text_queue: Queue[str | None] = Queue()
        self.timeout = timeout

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self.text_queue.put(text)
        if stream_end:
            self.text_queue.put(None)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self.text_queue.get(timeout=self.timeout)
        if text is None:
            raise StopIteration
        return text


class AsyncTextIteratorStreamer(TextStreamer):
    """The same for `async for`; make it inside the running loop, generate in another thread."""

    def __init__(
        self,
        tokenizer: Any,
        skip_prompt: bool = False,
        timeout: float | None = None,
        **decode_kwargs: Any,
    ):
        super().__init__(tokenizer, skip_prompt, **decode_kwargs)
        self.text_queue: asyncio.Queue[str | None] = asyncio.Queue()
        self.timeout = timeout
        self._loop = asyncio.get_running_loop()

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self._loop.call_soon_threadsafe(self.text_queue.put_nowait, text)
        if stream_end:
            self._loop.call_soon_threadsafe(self.text_queue.put_nowait, None)

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        async with asyncio.timeout(self.timeout):
            text = await self.text_queue.get()
        if text is None:
            raise StopAsyncIteration
        return text


def _is_ideograph(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _IDEOGRAPHS)
