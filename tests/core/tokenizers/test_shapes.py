"""RoCBert's tokenizer: ids, shapes and pronunciations of transformers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import transformers

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import CorruptFileError

TEXTS = ["Hello wörld, how [SEP] are you?", "the fox 你好 supercalifragilistic", "", "a"]


@pytest.fixture
def folder(real_vocabulary: Path, tmp_path: Path) -> Path:
    shutil.copy(real_vocabulary / "vocab.txt", tmp_path)
    words = (tmp_path / "vocab.txt").read_text("utf-8").split("\n")
    special = {"[PAD]": 0, "[UNK]": 1}
    tables = (
        ("word_shape", {word: index % 97 + 5 for index, word in enumerate(words[::2])}),
        ("word_pronunciation", {word: index % 31 + 5 for index, word in enumerate(words[::3])}),
    )
    for name, table in tables:
        (tmp_path / f"{name}.json").write_text(json.dumps(table | special | {"[SEP]": 3}))
    (tmp_path / "tokenizer_config.json").write_text('{"tokenizer_class": "RoCBertTokenizer"}')
    return tmp_path


def both(folder: Path) -> tuple[Any, Any]:
    theirs = transformers.RoCBertTokenizer.from_pretrained(folder)
    return AutoTokenizer.from_pretrained(folder), theirs


def same(ours: Any, theirs: Any) -> None:
    """Token types are transformers 4's: 5.23 has none."""
    found, expected = dict(ours.data), dict(theirs.data)
    found.pop("token_type_ids", None)
    expected.pop("token_type_ids", None)
    assert found == expected


def test_ids_shapes_and_pronunciations(folder: Path) -> None:
    ours, theirs = both(folder)
    for text in TEXTS:
        same(ours(text), theirs(text))
    same(ours(TEXTS, padding=True), theirs(TEXTS, padding=True))
    left = dict(padding="max_length", max_length=12, truncation=True, padding_side="left")
    same(ours(TEXTS, **left), theirs(TEXTS, **left))
    plain = dict(add_special_tokens=False, return_token_type_ids=False)
    assert ours(TEXTS[0], **plain).data == theirs(TEXTS[0], **plain).data
    words = TEXTS[1].split()
    same(ours(words, is_split_into_words=True), theirs(words, is_split_into_words=True))
    tensors = ours(TEXTS[0], return_tensors="np")
    assert tensors["input_shape_ids"].shape == tensors["input_ids"].shape == (1, 10)


def test_pairs(folder: Path) -> None:
    ours, theirs = both(folder)
    for options in ({}, dict(truncation="only_second", max_length=16)):
        found, expected = ours(*TEXTS[:2], **options), theirs(*TEXTS[:2], **options)
        same(found, expected)
        sep = found["input_ids"].index(ours.sep_token_id)
        assert set(found["token_type_ids"][-3:]) == {1} and found["token_type_ids"][sep - 1] == 0


def test_saved_files_are_read_by_both(folder: Path) -> None:
    ours, _ = both(folder)
    ours.save_pretrained(folder / "saved")
    for again in both(folder / "saved"):
        same(again(TEXTS, padding=True), ours(TEXTS, padding=True))
    rows = [ours(text).data for text in TEXTS]
    assert ours.pad(rows).data == ours(TEXTS, padding=True).data


def test_tables_without_an_unknown_token_are_refused(folder: Path) -> None:
    (folder / "word_shape.json").write_text('{"a": 1}')
    with pytest.raises(CorruptFileError, match=r"word_shape.json is no table"):
        AutoTokenizer.from_pretrained(folder)
