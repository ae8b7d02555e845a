"""Rows of files by parts: every row once, in order, as other readers have it."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_core.batch_inference import tables
from auto_core.errors import InputError

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12)


def rows(path: Path, size: int) -> list[dict[str, Any]]:
    """All rows of a file or folder, read by parts of so many."""
    found: list[dict[str, Any]] = []
    for index, part in enumerate(tables.split(tables.data_files(path), size)):
        columns = {name: list(values) for name, values in tables.read(part).items()}
        columns = {
            name: [value.as_py() if hasattr(value, "as_py") else value for value in values]
            for name, values in columns.items()
        }
        made = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        assert part.index == index and part.rows == len(made) <= size
        found += made
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=9), st.integers(1, 4), st.booleans())
def test_csv(tmp_path_factory: Any, values: list[tuple[str, str]], size: int, bom: bool) -> None:
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    content = io.StringIO(newline="")
    csv.writer(content, quoting=csv.QUOTE_ALL).writerows([("id", "text"), *values])
    path.write_bytes(b"\xef\xbb\xbf" * bom + content.getvalue().encode())
    assert [(row["id"], row["text"]) for row in rows(path, size)] == values


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=9), st.integers(1, 4), st.sampled_from(["\n", "\r\n"]))
def test_json_lines_and_text(tmp_path_factory: Any, values: list[str], size: int, end: str) -> None:
    folder = tmp_path_factory.mktemp("lines")
    lines = [json.dumps({"text": value}) for value in values]
    (folder / "data.jsonl").write_bytes((end + end).join([*lines, ""]).encode())  # empty lines
    assert [row["text"] for row in rows(folder / "data.jsonl", size)] == values
    plain = [value.replace("\n", " ") for value in values]
    (folder / "data.txt").write_bytes(end.join([*plain, ""]).encode())
    assert [row["text"] for row in rows(folder / "data.txt", size)] == plain


@pytest.mark.parametrize("size", [1, 3, 4, 100])
def test_parquet_keeps_types(tmp_path: Path, size: int) -> None:
    when = [datetime.datetime(2024, 1, 1 + i) for i in range(11)]
    ids = pa.array(range(11), pa.int16())
    table = pa.table({"id": ids, "when": when, "text": [f"t{i}" for i in range(11)]})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=4)
    assert rows(tmp_path / "in.parquet", size) == table.to_pylist()
    parts = tables.split([tmp_path / "in.parquet"], size)
    written = []
    for part in parts:
        written.append(tmp_path / f"{part.index}")
        tables.write(written[-1], tables.read(part), "parquet")
    tables.concatenate(written, tmp_path / "out", "parquet")
    assert pq.read_table(tmp_path / "out").equals(table)


def test_columns_whose_type_is_guessed_from_each_part(tmp_path: Path) -> None:
    """A part of nulls, of whole numbers, without the column: one table in the end."""
    parts: list[dict[str, Any]] = [
        {"text": ["a"], "n": [None]}, {"text": ["b"], "n": [1]}, {"text": ["c"], "n": [1.5]},
        {"text": ["d"]},
    ]  # fmt: skip
    paths = [tmp_path / str(index) for index in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        tables.write(path, part, "parquet")
    tables.concatenate(paths, tmp_path / "out", "parquet")
    assert pq.read_table(tmp_path / "out").to_pydict() == {
        "text": ["a", "b", "c", "d"],
        "n": [None, 1.0, 1.5, None],
    }


def test_arrays_lie_behind_each_other(tmp_path: Path) -> None:
    array = np.random.default_rng(0).normal(size=(7, 3)).astype(np.float32)
    for index, piece in enumerate(np.split(array, [2, 6])):
        tables.write(tmp_path / str(index), {"embedding": list(piece)}, "npy")
    tables.concatenate([tmp_path / str(i) for i in range(3)], tmp_path / "out.npy", "npy")
    assert np.array_equal(np.load(tmp_path / "out.npy"), array)


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, text in {"b/1.txt": "2\n3", "a.jsonl": '{"text": "1"}', "c.csv": "text\n4\n"}.items():
        (tmp_path / name).write_text(text)
    for name in ("_SUCCESS", ".hidden.txt", "readme.md", "_temporary.csv"):
        (tmp_path / name).write_text("no data")
    assert [row["text"] for row in rows(tmp_path, 1)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.jsonl", b'{"text": "a"}\n\n["b"]\n', r"Row 1 .* expected a JSON object"),
        ("x.jsonl", b'{"text": "a"}\n{"text": }', "Row 1 .* is no JSON"),
        ("x.csv", b"id,text\n1,a\n2,b,c\n", "Row 1 .* has 3 fields, and the header 2"),
        ("x.csv", b'id,text\n1,"a\n', "is no CSV"),
        ("x.txt", b"\xff\xfe", "no UTF-8"),
        ("x.parquet", b"PAR1", "no Parquet"),
        ("x.xlsx", b"", "ends with '.xlsx', expected one of .txt"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        rows(tmp_path / name, 10)
