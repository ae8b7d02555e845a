"""Questions about tables, against transformers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import transformers

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError

TABLE = {
    "Actors": ["Brad Pitt", "Leonardo Di Caprio", "George Clooney", "n/a"],
    "Number of movies": ["87", "53", "69", "1,053.5"],
    "Born": ["18 December 1963", "11 November 1974", "6 May 1961", "2001-02-03"],
    "Rank": ["first", "2nd", "tokenization", "12"],
}
QUESTIONS = [
    "Who acted in 69 movies?",
    "Who was born before May 1970 or in two thousand and 3?",
    "",
    "How many movies has the third one, more than 60.5 or -2?",
]
COORDINATES = [[(2, 0)], [(0, 0), (2, 0)], [], [(1, 1)]]
TEXTS = [["George Clooney"], ["Brad Pitt", "George Clooney"], [], ["53"]]


@pytest.fixture
def both(real_vocabulary: Path, tmp_path: Path) -> tuple[Any, Any]:
    vocabulary = (real_vocabulary / "vocab.txt").read_text(encoding="utf-8")
    (tmp_path / "vocab.txt").write_text(
        vocabulary.replace("[unused0]", "[EMPTY]"), encoding="utf-8"
    )
    config = {"tokenizer_class": "TapasTokenizer"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    upstream = transformers.TapasTokenizer.from_pretrained(tmp_path)
    return AutoTokenizer.from_pretrained(tmp_path), upstream


def plain(encoded: Any) -> dict[str, Any]:
    """As texts, because not-a-number equals nothing."""
    return {key: str(np.asarray(value).tolist()) for key, value in encoded.items()}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"padding": "max_length", "max_length": 80},
        {"padding": True, "truncation": True, "max_length": 30},
        {"truncation": "drop_rows_to_fit", "max_length": 50},
        {"return_tensors": "np", "return_special_tokens_mask": True},
    ],
    ids=str,
)
def test_one_question(both: tuple[Any, Any], question: str, options: dict[str, Any]) -> None:
    ours, theirs = both
    frame = pd.DataFrame(TABLE)
    expected = plain(theirs(frame, question, **options))
    assert plain(ours(TABLE, question, **options)) == expected
    assert plain(ours(frame, question, **options)) == expected


def test_questions_that_follow_each_other(both: tuple[Any, Any]) -> None:
    ours, theirs = both
    options = dict(
        answer_coordinates=COORDINATES, answer_text=TEXTS, padding=True, return_tensors="np"
    )
    expected = theirs(pd.DataFrame(TABLE), list(QUESTIONS), **options)
    assert plain(ours(TABLE, QUESTIONS, **options)) == plain(expected)


def test_answers_are_looked_up_by_their_text(both: tuple[Any, Any], tmp_path: Path) -> None:
    """Transformers fails here (it looks for words in what has none)."""
    tokenizer = AutoTokenizer.from_pretrained(tmp_path, update_answer_coordinates=True)
    texts = [["Pitt", "Clooney"], ["December 1963"], ["nobody"], []]
    found = tokenizer(TABLE, QUESTIONS, answer_coordinates=[[]] * 4, answer_text=texts)

    def marked(row: int, marks: list[int]) -> str:
        ids = [i for i, m in zip(found["input_ids"][row], marks, strict=True) if m]
        return tokenizer.decode(ids)

    labels = found["labels"]
    assert [marked(i, labels[i]) for i in range(4)] == ["pitt clooney", "december 1963", "", ""]
    before = [[kind[3] for kind in row] for row in found["token_type_ids"]]
    assert [marked(i, before[i]) for i in range(3)] == ["", "pitt clooney", "december 1963"]
    short = dict(truncation=True, max_length=32, answer_coordinates=[], answer_text=["1974"])
    assert not any(tokenizer(TABLE, "who?", **short)["labels"])  # the cell is cut before it


def test_answers_from_logits(both: tuple[Any, Any]) -> None:
    import torch

    ours, theirs = both
    data = ours(TABLE, QUESTIONS[:2], padding=True, return_tensors="pt")
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(data["input_ids"].shape, generator=generator) * 3
    kinds = torch.randn(2, 4, generator=generator)
    found = ours.convert_logits_to_predictions(data, logits, kinds)
    assert found == theirs.convert_logits_to_predictions(data, logits.clone(), kinds)


def test_saved_files_are_read_by_both(both: tuple[Any, Any], tmp_path: Path) -> None:
    ours, theirs = both
    ours.save_pretrained(tmp_path / "saved")
    expected = plain(theirs(pd.DataFrame(TABLE), QUESTIONS[0]))
    assert plain(AutoTokenizer.from_pretrained(tmp_path / "saved")(TABLE, QUESTIONS[0])) == expected
    upstream = transformers.TapasTokenizer.from_pretrained(tmp_path / "saved")
    assert plain(upstream(pd.DataFrame(TABLE), QUESTIONS[0])) == expected
    shutil.rmtree(tmp_path / "saved")


@pytest.mark.parametrize(
    ("table", "options", "words"),
    [
        ({"a": [1]}, {}, "strings"),
        ("no table", {}, "DataFrame"),
        (TABLE, {"max_length": 5}, "truncation=True"),
        (TABLE, {"truncation": "longest_first"}, "drop_rows_to_fit"),
        (TABLE, {"answer_coordinates": [(9, 9)], "answer_text": ["x"]}, "row 9"),
    ],
)
def test_wrong_tables(
    both: tuple[Any, Any], table: Any, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        both[0](table, "who?", **options)
