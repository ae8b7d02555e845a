"""Calling a tokenizer, against transformers on the same files."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError, UnknownArgumentError

# CJK, Arabic, emoji with joiners, combining marks, control characters, empty, spaces, very long.
CORPUS = [
    "Hello, world! It's 3.14 o'clock.",
    "東京は日本の首都です。你好，世界！안녕하세요",
    "مرحبا بالعالم — ‏שלום",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 e\u0301 o\u0308\u0323 ﬁ ½ Å ｆｕｌｌ",
    "\x00\x01 a\tb\r\nc\u200bd\u200ee\ufefff\x7f\u00ad",
    "",
    "   ",
    "[CLS] [MASK] <s> </s> <mask> <|endoftext|> <pad>",
    "word " * 700 + "x" * 5000,
    "\U0010ffff\ue000\ufffd\u2028\u2029",
]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"add_special_tokens": False},
    {"padding": True},
    {"padding": "longest", "pad_to_multiple_of": 8, "padding_side": "left"},
    {"padding": "max_length", "max_length": 12, "truncation": True},
    {"padding": "max_length", "truncation": True},
    {"max_length": 9},
    {"truncation": "longest_first", "max_length": 9, "padding": True, "return_tensors": "np"},
    {"truncation": True, "max_length": 8, "stride": 2, "return_overflowing_tokens": True},
    {"return_offsets_mapping": True, "return_special_tokens_mask": True, "return_length": True},
    {"return_token_type_ids": True, "return_attention_mask": False},
    {"split_special_tokens": True},
    {"padding": "do_not_pad", "truncation": "do_not_truncate"},
]
PAIR_OPTIONS: list[dict[str, Any]] = [
    # A stride needs a text to stride over: with "longest_first" and pairs both libraries refuse.
    *(options for options in OPTIONS if "stride" not in options),
    {"truncation": "only_first", "max_length": 20},
    {"truncation": "only_second", "max_length": 20},
    {
        "truncation": "only_second",
        "max_length": 24,
        "stride": 3,
        "return_overflowing_tokens": True,
        "return_offsets_mapping": True,
        "padding": "max_length",
    },
]


def label(options: dict[str, Any]) -> str:
    return ",".join(f"{k}={v}" for k, v in options.items()) or "plain"


@pytest.fixture(scope="module", params=["bert", "roberta", "t5", "llama"])
def both(
    request: pytest.FixtureRequest,
    real_vocabulary: Path,
    vocabularies: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Any, Any]:
    """(ours, upstream's) over four kinds of vocabulary."""
    folder = tmp_path_factory.mktemp(request.param)
    files = {
        "bert": [(real_vocabulary / "vocab.txt", "vocab.txt")],
        "roberta": [
            (vocabularies / "bytes/vocab.json", "vocab.json"),
            (vocabularies / "bytes/merges.txt", "merges.txt"),
        ],
        "t5": [(vocabularies / "t5/spm.model", "spiece.model")],
        "llama": [(vocabularies / "bpe/spm.model", "tokenizer.model")],
    }[request.param]
    for source, name in files:
        shutil.copy(source, folder / name)
    class_name = {
        "bert": "BertTokenizer",
        "roberta": "RobertaTokenizer",
        "t5": "T5Tokenizer",
        "llama": "LlamaTokenizer",
    }[request.param]
    config = {"tokenizer_class": class_name, "model_max_length": 64, "pad_token": None}
    config["pad_token"] = {"bert": "[PAD]", "llama": "</s>"}.get(request.param, "<pad>")
    if request.param == "llama":
        config |= {"add_bos_token": True, "legacy": False}
    if request.param == "roberta":  # as in the published files; transformers 5 has no such default
        config["mask_token"] = {"__type": "AddedToken", "content": "<mask>", "lstrip": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    return (
        AutoTokenizer.from_pretrained(folder),
        getattr(transformers, class_name).from_pretrained(folder),
    )


def assert_same(ours: Any, theirs: Any) -> None:
    assert set(ours) == set(theirs)
    for key in theirs:
        a, b = ours[key], theirs[key]
        assert np.array_equal(a, b) if isinstance(b, np.ndarray) else a == b, key


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
@pytest.mark.parametrize("options", OPTIONS, ids=label)
def test_one_text(both: tuple[Any, Any], text: str, options: dict[str, Any]) -> None:
    ours, theirs = both
    assert_same(ours(text, **options), theirs(text, **options))


@pytest.mark.parametrize("options", OPTIONS, ids=label)
def test_a_batch(both: tuple[Any, Any], options: dict[str, Any]) -> None:
    ours, theirs = both
    assert_same(ours(CORPUS, **options), theirs(CORPUS, **options))


@pytest.mark.parametrize("options", PAIR_OPTIONS, ids=label)
def test_pairs(both: tuple[Any, Any], options: dict[str, Any]) -> None:
    ours, theirs = both
    short, long = ["a b c d e f", "x"], ["the quick brown fox jumps over it", "lazy dogs sleep on"]
    if options.get("truncation") == "only_first":
        short, long = long, short
    assert_same(ours(short, long, **options), theirs(short, long, **options))
    assert_same(ours(short[0], long[0], **options), theirs(short[0], long[0], **options))


@pytest.mark.parametrize("words", [["Hello", "wonderful", "world"], [["a", "b"], ["c"]]], ids=str)
def test_split_words(both: tuple[Any, Any], words: Any) -> None:
    ours, theirs = both
    if not getattr(theirs, "add_prefix_space", True):
        ours, theirs = (
            type(t).from_pretrained(t.name_or_path, add_prefix_space=True) for t in both
        )
    found = ours(words, is_split_into_words=True)
    expected = theirs(words, is_split_into_words=True)
    assert_same(found, expected)
    assert found.word_ids(0) == expected.word_ids(0)


@pytest.mark.parametrize("skip", [True, False])
@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
def test_decoding(both: tuple[Any, Any], text: str, skip: bool) -> None:
    ours, theirs = both
    ids = theirs(text)["input_ids"]
    assert ours.decode(ids, skip_special_tokens=skip) == theirs.decode(
        ids, skip_special_tokens=skip
    )
    assert ours.convert_ids_to_tokens(ids, skip) == theirs.convert_ids_to_tokens(ids, skip)


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text(both: tuple[Any, Any], text: str) -> None:
    ours, theirs = both
    found, expected = ours(text, return_offsets_mapping=True), theirs(text)
    assert found["input_ids"] == expected["input_ids"]
    assert all(0 <= start <= end <= len(text) for start, end in found["offset_mapping"])
    assert ours.decode(found["input_ids"]) == theirs.decode(expected["input_ids"])


@settings(max_examples=15, deadline=None)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1),
    length=st.integers(6, 20),
)
def test_any_batch_fits_its_length(both: tuple[Any, Any], texts: list[str], length: int) -> None:
    ours, theirs = both
    options = dict(truncation=True, max_length=length, padding="max_length", return_tensors="np")
    found = ours(texts, **options)
    assert found["input_ids"].shape == (len(texts), length)
    assert_same(found, theirs(texts, **options))


POSITIONS = [
    ("char_to_token", (1,)),
    ("char_to_token", (0, 4)),
    ("char_to_token", (0, 2, 1)),
    ("token_to_chars", (2,)),
    ("token_to_chars", (0, 0)),
    ("token_to_word", (2,)),
    ("token_to_sequence", (0, 2)),
    ("word_to_tokens", (0, 1)),
    ("word_to_tokens", (0, 1, 1)),
    ("word_to_tokens", (99,)),
    ("word_to_chars", (0, 0)),
    ("char_to_word", (6,)),
    ("tokens", (0,)),
    ("word_ids", (1,)),
    ("sequence_ids", (0,)),
]


@pytest.mark.parametrize(("method", "arguments"), POSITIONS)
def test_positions(both: tuple[Any, Any], method: str, arguments: tuple[int, ...]) -> None:
    texts = ["Hello big world", "a cat"], ["the other text", "b"]
    results = [getattr(tokenizer(*texts), method)(*arguments) for tokenizer in both]
    found, expected = (tuple(r) if isinstance(r, tuple) else r for r in results)
    assert found == expected


@pytest.mark.parametrize("options", [{}, {"max_length": 12, "padding": "max_length"}], ids=label)
@pytest.mark.parametrize("tensors", [None, "np"])
def test_padding_what_is_encoded(
    both: tuple[Any, Any], tensors: str | None, options: dict[str, Any]
) -> None:
    ours, theirs = both
    items = [theirs(text).data for text in ("one two three", "four")]
    assert_same(
        ours.pad(items, return_tensors=tensors, **options),
        theirs.pad(items, return_tensors=tensors, **options),
    )


@pytest.mark.parametrize("kind", ["np", "pt", "tf", "jax"])
def test_tensors_of_every_framework(both: tuple[Any, Any], kind: str) -> None:
    module = {"np": "numpy", "pt": "torch", "tf": "tensorflow", "jax": "jax"}[kind]
    pytest.importorskip(module)
    encoded = both[0](["one two", "three"], padding=True, return_tensors=kind)
    assert type(encoded.input_ids).__module__.startswith((module, "jaxlib"))
    assert (
        np.asarray(encoded["input_ids"]).tolist()
        == both[0](["one two", "three"], padding=True)["input_ids"]
    )
    assert both[0].batch_decode(encoded["input_ids"], skip_special_tokens=True) == both[
        1
    ].batch_decode(np.asarray(encoded["input_ids"]), skip_special_tokens=True)


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (("a\ud800b",), {}, "lone surrogate"),
        ((["ok", 3],), {}, "int"),
        ((None,), {}, "text_target"),
        (("x",), {"padding": "longst"}, "Did you mean 'longest'"),
        (("x",), {"truncation": "first"}, "only_first"),
        (("x",), {"padding_side": "middle", "padding": True}, "middle"),
        ((["a", "b"], ["c"]), {}, "list of as many"),
        (("x",), {"truncation": True, "max_length": 5, "stride": 9}, "stride=9"),
        (("a b c", "d e f"), {"truncation": True, "max_length": 7, "stride": 4}, "stride"),
        (
            ("x",),
            {"truncation": True, "padding": True, "max_length": 9, "pad_to_multiple_of": 4},
            "multiple",
        ),
        ((["a", "b c"],), {"return_tensors": "np"}, "padding=True"),
        (("x",), {"return_tensors": "mlx"}, "np"),
    ],
)
def test_wrong_calls_say_what_to_do(
    both: tuple[Any, Any], arguments: tuple[Any, ...], options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        both[0](*arguments, **options)


PREPARED: list[dict[str, Any]] = [
    {},
    {"add_special_tokens": False},
    {"padding": "max_length", "max_length": 40},
    {"truncation": "only_second", "max_length": 24, "padding_side": "left"},
    {"return_special_tokens_mask": True, "return_token_type_ids": True},
    {"return_attention_mask": False, "padding": True, "pad_to_multiple_of": 8},
]


@pytest.mark.parametrize("options", PREPARED, ids=label)
@pytest.mark.parametrize("pair", [None, "and a second, longer text"])
def test_ids_are_prepared_as_texts_are(
    both: tuple[Any, Any], pair: str | None, options: dict[str, Any]
) -> None:
    ours = both[0]
    if pair is None and "truncation" in options:
        options = {**options, "truncation": "only_first"}
    texts = [text for text in ("the first text of them", pair) if text is not None]
    ids = [ours.encode(text, add_special_tokens=False) for text in texts]
    prepared = ours.prepare_for_model(*ids, **options)
    assert prepared.data == ours(*texts, **options).data
    if not options:
        assert ours.build_inputs_with_special_tokens(*ids) == prepared["input_ids"]
        types = ours(*texts, return_token_type_ids=True)["token_type_ids"]
        assert ours.create_token_type_ids_from_sequences(*ids) == types


def test_prepared_ids_say_what_was_cut_off(both: tuple[Any, Any]) -> None:
    ours = both[0]
    ids = list(range(20, 32))
    around = ours.num_special_tokens_to_add()
    options: dict[str, Any] = {"max_length": 8 + around, "truncation": True}
    options["return_overflowing_tokens"] = True
    encoded = ours.prepare_for_model(ids, stride=2, **options)
    assert encoded["overflowing_tokens"] == ids[6:] and encoded["num_truncated_tokens"] == 4
    assert ids[:8] == [i for i in encoded["input_ids"] if i in ids]
    assert "overflowing_tokens" not in ours.prepare_for_model(ids[:3], **options)
    shortened = ours.prepare_for_model(ids, ids[:5], add_special_tokens=False, **options)
    assert len(shortened["input_ids"]) == options["max_length"]
    with pytest.raises(InputError, match="only_first"):
        ours.prepare_for_model(ids, ids, stride=2, **options)
    with pytest.raises(InputError, match="larger max_length"):
        ours.prepare_for_model(ids[:2], ids, truncation="only_first", max_length=6)


class Items:
    """A sequence whose class does not say so."""

    def __init__(self, *items: Any):
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]


class Column(Items, Sequence[Any]):
    """A dataset's column: a sequence that is no list."""


class Arrow:
    """What Arrow's arrays offer."""

    def __init__(self, *items: Any):
        self.items = items

    def to_pylist(self) -> list[Any]:
        return list(self.items)


COLUMNS: dict[str, Callable[..., Any]] = {
    "array": lambda *items: np.array(items, dtype=object),
    "strings": lambda *items: np.array(items),
    "series": lambda *items: pandas.Series(list(items)),
    "index": lambda *items: pandas.Index(list(items)),
    "column": Column,
    "items": Items,
    "arrow": Arrow,
    "tuple": lambda *items: items,
}


@pytest.mark.parametrize("texts", [["one"], ["one two", "three"], ["a", "b", "c"]], ids=len)
@pytest.mark.parametrize("kind", COLUMNS)
def test_a_column_is_a_batch(both: tuple[Any, Any], kind: str, texts: list[str]) -> None:
    """Two texts too: no column is a text and its pair."""
    ours = both[0]
    column = COLUMNS[kind](*texts)
    assert ours(column, padding=True).data == ours(texts, padding=True).data
    assert ours(column, column).data == ours(texts, texts).data
    assert ours(text_target=column).data == ours(text_target=texts).data


@pytest.mark.parametrize(
    "words",
    [
        np.array(["two", "words"]),
        [np.array(["two", "words"]), np.array(["and", "three", "more"])],
        np.array([["two", "words"], ["four", "now"]]),
        Column(["two", "words"], ["one"]),
    ],
    ids=["array", "arrays", "table", "column"],
)
def test_words_may_be_columns(both: tuple[Any, Any], words: Any) -> None:
    nested = not isinstance(words[0], str)
    plain = [[str(word) for word in row] for row in words] if nested else list(map(str, words))
    for options in ({}, {"padding": True, "return_tensors": "np"}):
        found, expected = (
            both[0](given, is_split_into_words=True, **options) for given in (words, plain)
        )
        assert_same(found, expected) if nested or not options else None


@pytest.mark.parametrize("texts", [np.array([["a", "b"]]), [np.array(["a", "b"])], {"a": "b"}])
def test_what_is_no_batch_of_texts_is_refused(both: tuple[Any, Any], texts: Any) -> None:
    with pytest.raises(InputError, match="is_split_into_words|Expected text"):
        both[0](texts)


def test_an_unknown_keyword_names_the_nearest(both: tuple[Any, Any]) -> None:
    with pytest.raises(UnknownArgumentError, match="max_length"):
        both[0]("x", maxlength=3)


def test_ids_that_are_none_cannot_be_decoded(both: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match="-100"):
        both[0].decode([1, -100])


def test_too_long_a_text_is_warned_about_once(
    both: tuple[Any, Any], caplog: pytest.LogCaptureFixture
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(both[0].name_or_path)
    tokenizer("word " * 100)
    tokenizer("word " * 100)
    assert [r.name for r in caplog.records if "at most 64" in r.message] == ["auto_core.tokenizers"]


def test_no_framework_is_imported(real_vocabulary: Path) -> None:
    import subprocess

    code = (
        "import sys; from auto_core.auto.tokenization import AutoTokenizer; "
        f"tokenizer = AutoTokenizer.from_pretrained({str(real_vocabulary)!r}); "
        "tokenizer('a', return_tensors='np'); "
        "bad = {'torch', 'tensorflow', 'jax', 'keras', 'flax', 'jinja2', 'sentencepiece', "
        "'transformers'} & set(sys.modules); assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
