"""Streamers and stop strings, with a real tokenizer of tiny vocabulary."""

from __future__ import annotations

import asyncio
import functools
import threading
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from generation.checkpoints import generated, model, numpy, prompt
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from auto_core.decoding.stop_strings import StopStrings
from auto_core.decoding.streamers import (
    AsyncTextIteratorStreamer,
    TextIteratorStreamer,
    TextStreamer,
)
from auto_core.errors import InputError
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

WORDS = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "Ġ",
    "Ċ",
    "Ġa",
    "Ġbc",
    "de",
    "fa",
    "Ġde",
    "cc",
    "bc",
    "Ã",
    "©",
]


@functools.cache
def rust() -> Tokenizer:
    words = WORDS + [f"w{i}" for i in range(67 - len(WORDS))]
    tokenizer = Tokenizer(models.BPE({w: i for i, w in enumerate(words)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


@functools.cache
def tokenizer() -> PreTrainedTokenizer:
    return PreTrainedTokenizer(tokenizer_object=rust())


class Pieces(TextStreamer):
    """Collects instead of printing."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.pieces: list[tuple[str, bool]] = []

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self.pieces.append((text, stream_end))


class TheirPieces(transformers.TextStreamer):
    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self.__dict__.setdefault("pieces", []).append((text, stream_end))


@pytest.mark.parametrize("skip", [True, False])
def test_pieces_are_those_of_transformers(skip: bool) -> None:
    steps = [[0, 8], [9], [10], [6], [11], [7], [12], [15], [16], [3]]
    theirs = TheirPieces(transformers.PreTrainedTokenizerFast(tokenizer_object=rust()), skip)
    ours = Pieces(tokenizer(), skip)
    for number, ids in enumerate(steps):
        theirs.put(torch.tensor([ids] if number == 0 else ids))
        ours.put(np.array([ids] if number == 0 else ids))
    theirs.end()
    ours.end()
    assert ours.pieces == theirs.pieces


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_stream_is_what_is_returned(backend: str) -> None:
    streamer = Pieces(tokenizer())
    ids = generated(backend, "gpt2", prompt(1, 4), max_new_tokens=6, streamer=streamer)
    assert "".join(text for text, _ in streamer.pieces) == tokenizer().decode(numpy(ids)[0])
    assert [end for _, end in streamer.pieces] == [False] * (len(streamer.pieces) - 1) + [True]


def test_iterator_in_a_thread() -> None:
    streamer = TextIteratorStreamer(tokenizer(), skip_prompt=True, timeout=60)
    options = prompt(1, 4) | dict(max_new_tokens=5, streamer=streamer, eos_token_id=None)
    thread = threading.Thread(target=model("numpy", "gpt2").generate, kwargs=options)
    thread.start()
    text = "".join(streamer)
    thread.join()
    ids = numpy(model("numpy", "gpt2").generate(**options | {"streamer": None}))[0]
    assert text == tokenizer().decode(ids[4:])


def test_async_iterator() -> None:
    async def listen() -> str:
        streamer = AsyncTextIteratorStreamer(tokenizer(), skip_prompt=True, timeout=60)
        options = prompt(1, 4) | dict(max_new_tokens=5, streamer=streamer)
        thread = threading.Thread(target=model("numpy", "gpt2").generate, kwargs=options)
        thread.start()
        text = "".join([piece async for piece in streamer])
        thread.join()
        return text

    ids = numpy(generated("numpy", "gpt2", prompt(1, 4), max_new_tokens=5))[0]
    assert asyncio.run(listen()) == tokenizer().decode(ids[4:])


def test_batches_are_refused() -> None:
    with pytest.raises(InputError, match="batch of 3"):
        generated("numpy", "gpt2", prompt(), max_new_tokens=2, streamer=TextStreamer(tokenizer()))


@pytest.mark.parametrize(
    "strings", [["bc"], ["c d"], ["ad", "ff"], ["é"], ["e f", "a\n"], ["cde"]], ids=str
)
def test_stop_strings_end_where_transformers_says(strings: list[str]) -> None:
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=rust())
    theirs = transformers.StopStringCriteria(fast, strings)
    ours = StopStrings(tokenizer(), strings)
    ids = np.random.default_rng(0).integers(0, len(WORDS), (400, 5))
    wanted = theirs(torch.as_tensor(ids), None).numpy()
    assert wanted.any()
    np.testing.assert_array_equal(ours(ids), wanted)


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_generate_stops(backend: str) -> None:
    free = numpy(generated(backend, "gpt2", prompt(1, 4), max_new_tokens=8, eos_token_id=None))[0]
    piece = tokenizer().decode(free[6:7])
    stopped = generated(
        backend, "gpt2", prompt(1, 4), max_new_tokens=8, eos_token_id=None,
        stop_strings=[piece], tokenizer=tokenizer(),
    )  # fmt: skip
    first = next(i for i in range(4, 12) if piece in tokenizer().decode(free[i : i + 1]))
    np.testing.assert_array_equal(numpy(stopped)[0], free[: first + 1])
