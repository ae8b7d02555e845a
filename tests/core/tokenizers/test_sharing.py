"""One tokenizer and many callers: threads with other settings, forks, interrupts, changes."""

from __future__ import annotations

import copy
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer, processors

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError
from auto_core.tokenizers.backend import Backend

LONG = ["one two three four five six seven " * 2000] * 40
PAIRS = [("hello world this is a test", "another text, it is long"), ("one", "x y z w v")]


@pytest.fixture
def bert(real_vocabulary: Path) -> Any:
    return AutoTokenizer.from_pretrained(real_vocabulary)


def facts(encoding: Any) -> list[Any]:
    names = ("ids", "type_ids", "tokens", "offsets", "attention_mask", "special_tokens_mask",
             "sequence_ids", "word_ids", "n_sequences")  # fmt: skip
    return [getattr(encoding, name) for name in names] + list(map(facts, encoding.overflowing))


def framed(kind: str) -> Any:
    ends = (("[SEP]", 102), ("[CLS]", 101))
    if kind == "roberta":
        return processors.RobertaProcessing(*ends)
    if kind == "bytes":
        return processors.ByteLevel()
    return processors.TemplateProcessing(
        single="$A [SEP]", pair="$A:0 [SEP] $B:1", special_tokens=[ends[0]]
    )


@pytest.mark.parametrize("kind", ["bert", "roberta", "bytes", "template"])
def test_each_call_cuts_and_fills_as_rust_does_by_its_settings(
    real_vocabulary: Path, kind: str
) -> None:
    path = str(real_vocabulary / "tokenizer.json")
    theirs, ours = Tokenizer.from_file(path), Backend(Tokenizer.from_file(path))
    if kind != "bert":
        theirs.post_processor = ours.tokenizer.post_processor = framed(kind)
    generator = np.random.default_rng(0)
    vocabulary = ["hello", "world", "testing", "unbelievably", "xx", "y", "[SEP]", "[MASK]", "12"]

    def text(split: bool) -> Any:
        words = list(generator.choice(vocabulary, generator.integers(0, 14)))
        return words if split else " ".join(words)

    compared = 0
    for _ in range(300):
        pair, split, plain, special, fast = generator.random(5) < (0.6, 0.3, 0.2, 0.7, 0.5)
        batch = [
            (text(split), text(split)) if pair else text(split)
            for _ in range(generator.integers(1, 4))
        ]
        side = str(generator.choice(["left", "right"]))
        truncation: Any = (
            ("max_length", int(generator.integers(4, 20))),
            ("stride", int(generator.integers(0, 2))),
            ("strategy", str(generator.choice(["longest_first", "only_first", "only_second"]))),
            ("direction", side),
        )
        padding: Any = (
            ("length", [None, 8, 25][generator.integers(3)]),
            ("direction", side),
            ("pad_id", 0),
            ("pad_token", "[PAD]"),
            ("pad_type_id", 3),
            ("pad_to_multiple_of", [None, 4][generator.integers(2)]),
        )
        theirs.enable_truncation(**dict(truncation))
        theirs.enable_padding(**dict(padding))
        theirs.encode_special_tokens = bool(plain)
        encode = theirs.encode_batch_fast if fast else theirs.encode_batch
        try:
            expected = encode(batch, add_special_tokens=special, is_pretokenized=bool(split))
        except BaseException:  # a panic, or a text too short to be cut
            with pytest.raises(BaseException):  # noqa: B017
                run(ours, batch, special, split, fast, plain, truncation, padding)
            continue
        found = run(ours, batch, special, split, fast, plain, truncation, padding)
        assert list(map(facts, found)) == list(map(facts, expected))
        compared += 1
    assert compared > 100


def run(
    backend: Backend, batch: Any, special: Any, split: Any, fast: Any, plain: Any, *how: Any
) -> Any:
    return backend.encode(
        batch,
        add_special_tokens=bool(special),
        is_pretokenized=bool(split),
        positions=not fast,
        split_special_tokens=bool(plain),
        truncation=how[0],
        padding=how[1],
    )


def test_a_call_with_other_settings_does_not_wait(bert: Any) -> None:
    """A short text is done while a long batch is under way in another thread."""
    started = threading.Event()
    ended: list[float] = []

    def long_call() -> None:
        started.set()
        bert(LONG, padding=True)
        ended.append(time.perf_counter())

    thread = threading.Thread(target=long_call)
    thread.start()
    started.wait()
    short_ended = []
    for options in ({"truncation": True, "max_length": 4}, {}, {"split_special_tokens": True}):
        bert("hello there", **options)
        short_ended.append(time.perf_counter())
    thread.join()
    assert short_ended[-1] < ended[0]


def test_nothing_is_locked_by_an_interrupt(bert: Any) -> None:
    expected = bert(PAIRS, truncation=True, max_length=9, padding=True).data
    for delay in np.linspace(0.0005, 0.02, 25):
        signal.setitimer(signal.ITIMER_REAL, float(delay))
        previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
        try:
            while True:
                bert(PAIRS, padding="max_length", max_length=16, truncation=True)
                bert(PAIRS)
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGALRM, previous)
        with ThreadPoolExecutor(1) as pool:  # another thread, which a held lock would stop
            call = pool.submit(bert, PAIRS, truncation=True, max_length=9, padding=True)
            assert call.result(timeout=30).data == expected


def test_a_forked_child_works_while_the_parent_is_in_a_call(bert: Any) -> None:
    threads = [threading.Thread(target=bert, args=(LONG,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.02)
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            before = len(bert("hello there", truncation=True, max_length=3)["input_ids"])
            bert.add_tokens(["<new>"])
            after = bert.tokenize("a <new>")
            os._exit(0 if before == 3 and after == ["a", "<new>"] else 1)
        finally:
            os._exit(2)
    for thread in threads:
        thread.join()
    assert os.waitpid(child, 0)[1] == 0


def test_changes_while_calls_run(bert: Any) -> None:
    with ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(bert, LONG[:8]) for _ in range(3)]
        for index in range(20):
            bert.add_tokens([f"<new{index}>"])
            assert bert.tokenize(f"a <new{index}>") == ["a", f"<new{index}>"]
        assert len({len(call.result()["input_ids"][0]) for call in calls}) == 1


@pytest.mark.parametrize(
    ("change", "text", "expected"),
    [
        (lambda rust: rust.add_tokens(["zzyx"]), "zzyx", ["[CLS]", "zzyx", "[SEP]"]),
        (lambda rust: setattr(rust, "post_processor", framed("template")), "a", ["a", "[SEP]"]),
        (lambda rust: setattr(rust.normalizer, "lowercase", False), "A", ["[CLS]", "[UNK]",
                                                                          "[SEP]"]),
        (lambda rust: rust.enable_truncation(3), "a b c", ["[CLS]", "a", "b", "c", "[SEP]"]),
        (lambda rust: setattr(rust, "encode_special_tokens", True), "[SEP]",
         ["[CLS]", "[SEP]", "[SEP]"]),
    ],
    ids=["token", "frame", "case", "truncation", "special"],
)  # fmt: skip
def test_a_caller_changes_the_rust_tokenizer(
    bert: Any, change: Any, text: str, expected: list[str]
) -> None:
    options = dict(truncation=True, max_length=9)
    bert(text, **options)
    rust = bert.backend_tokenizer
    bert(text, **options)
    change(rust)
    assert bert(text, **options).tokens() == expected
    assert bert(text).tokens() == expected


def test_copies_have_their_own_tokens(bert: Any) -> None:
    other = copy.deepcopy(bert)
    other.add_tokens(["zzyx"])
    options = dict(truncation=True, max_length=9, split_special_tokens=True)
    assert "zzyx" in other("zzyx", **options).tokens()
    assert "zzyx" not in bert("zzyx", **options).tokens()


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("a b c d e f", {"truncation": "only_second", "max_length": 3}, "Second sequence"),
        (("a", "b " * 20), {"truncation": "only_first", "max_length": 9}, "too short"),
    ],
    ids=["second", "first"],
)
def test_what_cannot_be_cut_so(bert: Any, text: Any, options: dict[str, Any], words: str) -> None:
    pair = text if isinstance(text, tuple) else (text,)
    with pytest.raises(InputError, match=words):
        bert(*pair, **options)
