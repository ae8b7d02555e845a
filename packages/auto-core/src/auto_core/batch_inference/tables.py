"""Rows in files: lines of text, JSON lines, CSV and Parquet, each read by parts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from auto_core.errors import InputError, MissingDependencyError

FORMATS = {
    "": "text",  # of a file that is named, not of those in a folder
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}
Columns = dict[str, Sequence[Any]]  # name -> a value for each row


@dataclass(frozen=True)
class Part:
    """Consecutive rows of a file.

    Attributes:
        index: among all parts of a job.
        start: the first row's index in the file.
        begin, end: the bytes that hold the rows (0 in Parquet, which finds rows by itself).
    """

    index: int
    path: Path
    start: int
    rows: int
    begin: int = 0
    end: int = 0


def data_files(source: Path) -> list[Path]:
    """The file, or those of a folder in the order of their paths; names that begin with a dot or
    an underscore are no data.

    Raises:
        InputError: there is none, or its name ends with no known suffix.
    """
    known = ", ".join(filter(None, FORMATS))
    if source.is_file():
        if source.suffix not in FORMATS:
            raise InputError(f"{source} ends with {source.suffix!r}, expected one of {known}.")
        return [source]
    if not source.is_dir():
        raise InputError(f"There is no file or folder {source}.")
    found = [
        path
        for path in sorted(source.rglob("*"))
        if path.suffix
        and path.suffix in FORMATS
        and not any(part.startswith((".", "_")) for part in path.relative_to(source).parts)
    ]
    if not found:
        raise InputError(f"The folder {source} has no file that ends with one of {known}.")
    return found


def split(files: Sequence[Path], rows: int) -> list[Part]:
    """All rows of the files in parts of so many rows; no part has rows of two files."""
    parts: list[Part] = []
    for path in files:
        if FORMATS[path.suffix] == "parquet":
            total = _opened(path).metadata.num_rows
            spans = [(start, min(rows, total - start), 0, 0) for start in range(0, total, rows)]
        else:
            spans = list(_spans(path, rows))
        for start, count, begin, end in spans:
            parts.append(Part(len(parts), path, start, count, begin, end))
    return parts


def read(part: Part) -> Columns:
    """The columns of a part; lines of text are the column "text".

    Raises:
        InputError: the bytes are no UTF-8, a line is no JSON object, or a row of a CSV file has
            another number of fields than the header.
    """
    form = FORMATS[part.path.suffix]
    if form == "parquet":
        return _read_parquet(part)
    with part.path.open("rb") as file:
        file.seek(part.begin)
        content = _decoded(file.read(part.end - part.begin), part)
        if form == "text":
            return {
                "text": [line.removesuffix("\r") for line in content.removesuffix("\n").split("\n")]
            }
        if form == "jsonl":
            return _columns(list(_objects(content, part)), part)
        file.seek(0)
        return _read_csv(file, content, part)


def write(path: Path, columns: Columns, form: str) -> None:
    """Write rows as "jsonl", "csv", "parquet", or their embeddings alone as "npy"."""
    if form == "npy":
        with path.open("wb") as file:
            np.save(file, _matrix(columns["embedding"]), allow_pickle=False)
    elif form == "parquet":
        arrow = _arrow()
        arrays = {name: _arrow_array(values) for name, values in columns.items()}
        _parquet().write_table(arrow.table(arrays), path)
    else:
        names = list(columns)
        rows = zip(*(_python(values) for values in columns.values()), strict=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            if form == "jsonl":
                for row in rows:
                    file.write(_json(dict(zip(names, row, strict=True))) + "\n")
            else:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(names)
                for row in rows:
                    writer.writerow([_json(v) if isinstance(v, list | dict) else v for v in row])


def concatenate(paths: Sequence[Path], output: Path, form: str) -> None:
    """One file of the rows of several that `write` made, a part of them in memory at a time."""
    if form == "npy":
        _concatenate_arrays(paths, output)
    elif form == "parquet":
        _concatenate_parquet(paths, output)
    else:
        with output.open("wb") as file:
            for index, path in enumerate(paths):
                with path.open("rb") as source:
                    if form == "csv":
                        header = _record(source)
                        if index == 0:
                            first = header
                            file.write(header)
                        elif header != first:
                            raise InputError(
                                f"{path} has other columns than {paths[0]}, so that one CSV file "
                                "cannot hold both: write .jsonl or .parquet."
                            )
                    while block := source.read(1 << 20):
                        file.write(block)


def _spans(path: Path, rows: int) -> Iterator[tuple[int, int, int, int]]:
    """First row, number of rows and bytes of each part of a file of lines or records."""
    form = FORMATS[path.suffix]
    with path.open("rb") as file:
        if file.read(3) != b"\xef\xbb\xbf":  # a byte order mark
            file.seek(0)
        if form == "csv":
            _record(file)
        start = count = 0
        begin = file.tell()
        while line := _record(file) if form == "csv" else file.readline():
            count += form == "text" or bool(line.strip())
            if count == rows:
                yield start, count, begin, file.tell()
                start, count, begin = start + count, 0, file.tell()
        if count:
            yield start, count, begin, file.tell()


def _record(file: BinaryIO) -> bytes:
    """A record of CSV: lines until every quote is closed (RFC 4180)."""
    record = file.readline()
    while record.count(b'"') % 2 and (line := file.readline()):
        record += line
    return record


def _decoded(content: bytes, part: Part) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{part.path} is no UTF-8 text: {error}.") from error


def _objects(content: str, part: Part) -> Iterator[dict[str, Any]]:
    lines = (line for line in content.split("\n") if line.strip())
    for row, line in enumerate(lines, part.start):
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"Row {row} of {part.path} is no JSON: {error}.") from error
        if not isinstance(value, dict):
            raise InputError(f"Row {row} of {part.path} is {line:.80}, expected a JSON object.")
        yield value


def _columns(rows: list[dict[str, Any]], part: Part) -> Columns:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _read_csv(file: BinaryIO, content: str, part: Part) -> Columns:
    try:
        header, *records = _fields(part, _record(file).decode("utf-8-sig") + content)
    except csv.Error as error:
        raise InputError(f"{part.path} is no CSV: {error}.") from error
    for row, record in enumerate(records, part.start):
        if len(record) != len(header):
            raise InputError(
                f"Row {row} of {part.path} has {len(record)} fields, and the header {len(header)}."
            )
    return {name: [record[column] for record in records] for column, name in enumerate(header)}


def _fields(part: Part, content: str) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)  # texts may be longer than the 128 KB of the default
    separator = "\t" if part.path.suffix == ".tsv" else ","
    lines = io.StringIO(content, newline="")
    return [record for record in csv.reader(lines, delimiter=separator, strict=True) if record]


def _read_parquet(part: Part) -> Columns:
    file = _opened(part.path)
    groups, first, seen = [], 0, 0
    for index in range(file.metadata.num_row_groups):
        count = file.metadata.row_group(index).num_rows
        if seen < part.start + part.rows and seen + count > part.start:
            first = first if groups else seen
            groups.append(index)
        seen += count
    table = file.read_row_groups(groups).slice(part.start - first, part.rows)
    return {name: table.column(name) for name in table.column_names}  # with their types


def _opened(path: Path) -> Any:
    parquet, arrow = _parquet(), _arrow()
    try:
        return parquet.ParquetFile(path)
    except arrow.ArrowInvalid as error:
        raise InputError(f"{path} is no Parquet file: {error}.") from error


def _matrix(vectors: Sequence[Any]) -> np.ndarray:
    if any(vector is None for vector in vectors):
        raise InputError(
            "A row has no text, so it has no embedding, which an array cannot say: write "
            ".parquet or .jsonl."
        )
    return np.asarray(vectors, np.float32)


def _concatenate_arrays(paths: Sequence[Path], output: Path) -> None:
    arrays = [np.load(path, mmap_mode="r") for path in paths]
    shape = (sum(len(array) for array in arrays), arrays[0].shape[1])
    with output.open("wb") as file:
        header = {"descr": "<f4", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for array in arrays:
            file.write(array.astype("<f4", copy=False).tobytes())


def _concatenate_parquet(paths: Sequence[Path], output: Path) -> None:
    parquet, arrow = _parquet(), _arrow()
    # Columns whose type was guessed from a part's values (all null, whole numbers) may be wider
    # in another part.
    schemas = [parquet.read_schema(path).remove_metadata() for path in paths]
    schema = arrow.unify_schemas(schemas, promote_options="permissive")
    with parquet.ParquetWriter(output, schema) as writer:
        for path in paths:
            table = parquet.read_table(path)
            missing = [name for name in schema.names if name not in table.column_names]
            for name in missing:
                table = table.append_column(name, arrow.nulls(len(table), schema.field(name).type))
            writer.write_table(table.select(schema.names).cast(schema))


def _python(values: Sequence[Any]) -> Sequence[Any]:
    """Values as Python has them: arrays of Arrow and vectors of NumPy as lists."""
    if hasattr(values, "to_pylist"):
        return values.to_pylist()  # type: ignore[attr-defined]
    return [value.tolist() if isinstance(value, np.ndarray) else value for value in values]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)  # times and decimals of Parquet


def _arrow_array(values: Sequence[Any]) -> Any:
    if hasattr(values, "to_pylist"):
        return values
    vectors = any(isinstance(value, np.ndarray) for value in values)
    arrow = _arrow()
    return arrow.array(list(values), type=arrow.list_(arrow.float32()) if vectors else None)


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise MissingDependencyError(
            "Parquet files need pyarrow, which is not installed. Install it with "
            '`pip install "auto-core[parquet]"`, or use .jsonl or .csv files.'
        ) from error
    return pyarrow


def _parquet() -> Any:
    _arrow()
    import pyarrow.parquet

    return pyarrow.parquet


def texts_of(columns: Mapping[str, Sequence[Any]], name: str, part: Part) -> list[str | None]:
    """A column's texts; None where a row has none.

    Raises:
        InputError: there is no such column, or a value is something else than a text.
    """
    if name not in columns:
        raise InputError(
            f"{part.path} has no column {name!r}; it has: {', '.join(columns) or 'none'}. Name the "
            "column of texts."
        )
    values = _python(columns[name])
    for row, value in enumerate(values, part.start):
        if value is not None and not isinstance(value, str):
            raise InputError(
                f"Row {row} of {part.path} has {value!r:.80} in the column {name!r}, expected a "
                "text."
            )
    return list(values)
