"""A job: a file or folder of rows through a task, part by part, into files.

A part is computed, written beside its final name and renamed, so that after a kill at any moment
the parts that are there are whole; the same call computes the others. Nothing is computed twice,
and no row is lost or doubled.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auto_core.batch_inference.tables import (
    FORMATS,
    Columns,
    Part,
    concatenate,
    data_files,
    read,
    split,
    texts_of,
    write,
)
from auto_core.batch_inference.tasks import Task
from auto_core.checkpoints.atomic import atomic_path, write_text
from auto_core.checkpoints.hub import Snapshot
from auto_core.errors import InputError

DESCRIPTION = "job.json"
_OUTPUTS = {name: form for name, form in FORMATS.items() if form != "text"} | {".npy": "npy"}
_MODEL_FILES = {".json", ".safetensors", ".bin", ".h5", ".msgpack", ".gguf", ".model", ".jinja"}
_WHERE = {"revision", "subfolder", "cache_dir", "token", "local_files_only", "allow_links"}


@dataclass
class Progress:
    """How far a job is.

    Attributes:
        rows, parts: all of them.
        kept_parts: which were there already.
    """

    output: Path
    rows: int
    parts: int
    kept_parts: int


@dataclass(frozen=True)
class Step:
    """What is done with each part; it can be sent to other processes.

    Attributes:
        column: of the texts.
        keep: columns of the input that are written too; None for all.
        folder: where parts are written, as files of `form`.
    """

    task: Task
    column: str
    keep: Sequence[str] | None
    folder: Path
    form: str

    def path(self, part: Part) -> Path:
        """Where the part's results are written."""
        return self.folder / f"part-{part.index:06d}.{self.form}"

    def __call__(self, part: Part) -> int:
        """Compute and write a part; returns its number of rows."""
        columns = read(part)
        texts = texts_of(columns, self.column, part)
        kept = self._kept(columns, part)
        present = [index for index, text in enumerate(texts) if text is not None]
        found = self.task([str(texts[index]) for index in present])
        for name in self.task.results:
            values: list[Any] = [None] * len(texts)
            for index, value in zip(present, found[name], strict=True):
                values[index] = value
            kept[name] = values
        with atomic_path(self.path(part)) as path:
            write(path, kept, self.form)
        return part.rows

    def _kept(self, columns: Columns, part: Part) -> dict[str, Any]:
        names = list(columns) if self.keep is None else list(self.keep)
        missing = [name for name in names if name not in columns]
        if missing:
            raise InputError(
                f"{part.path} has no column {missing[0]!r}; it has: {', '.join(columns)}."
            )
        taken = [name for name in names if name in self.task.results]
        if taken and self.form != "npy":
            raise InputError(
                f"{part.path} has a column {taken[0]!r}, which is also the name of a result: say "
                "which columns to keep without it."
            )
        return {name: columns[name] for name in names}


def run(
    source: str | Path,
    output: str | Path,
    task: Task,
    *,
    column: str = "text",
    keep: Sequence[str] | None = None,
    rows_per_part: int = 4096,
    restart: bool = False,
    ray: str | None = None,
    workers: int | None = None,
    report: Callable[[int, int], None] = lambda done, rows: None,
) -> Progress:
    """Put every row of a file or folder through a task, and write input and results.

    Args:
        source: .txt (a row for each line), .jsonl, .csv, .tsv or .parquet, or a folder of them.
        output: .jsonl, .csv, .parquet or (of `Embed`) .npy; or the name of a folder, without such
            an ending, where parts stay as they are, in the format of the source (.jsonl of
            texts). While a file is made, its parts are in the folder with `.parts` behind its
            name.
        column: of the texts; of .txt files it is "text".
        keep: which columns of the input are written too, by default all. Rows keep their order.
        rows_per_part: of each part of the job, 1 or more: what is lost of the work at a kill.
        restart: drop what an earlier call has done, instead of going on after it.
        ray: compute on Ray: "local", or a cluster's address ("auto", "ray://..."), whose machines
            all see the files under the same paths.
        workers: processes on Ray, by default one for each GPU, else one.
        report: called with the number of rows that are done and that of all.

    Rows whose text is missing (null) have null as results.

    Returns:
        What was done.

    Raises:
        InputError: the source is of no known format or has no such column, a text is no text, the
            output's format is unknown, or what is there is of another job.
        MissingDependencyError: Parquet without pyarrow, or `ray` without Ray.
    """
    source, output = Path(source), Path(output)
    if isinstance(rows_per_part, bool) or not isinstance(rows_per_part, int) or rows_per_part < 1:
        raise InputError(f"rows_per_part is {rows_per_part!r:.80}, expected 1 or more.")
    files = data_files(source)
    form = _form(output, files[0], task)
    whole = output.suffix in _OUTPUTS  # one file in the end
    folder = output.with_name(output.name + ".parts") if whole else output
    if restart and folder.exists():
        _check_is_job(folder)
        shutil.rmtree(folder)
    description = {
        "source": [_stamp(path, source) for path in files],
        "column": column,
        "keep": None if keep is None else list(keep),
        "rows_per_part": rows_per_part,
        "form": form,
        "task": task.describe() | {"files": _model_files(task, folder)},
    }
    _begin(folder, description)
    step = Step(task, column, keep, folder, form)
    parts = split(files, rows_per_part)
    if not parts:
        raise InputError(f"{source} has no rows.")
    missing = [part for part in parts if not step.path(part).exists()]
    rows = sum(part.rows for part in parts)
    done = rows - sum(part.rows for part in missing)
    report(done, rows)
    for count in _computed(step, missing, ray, workers):
        done += count
        report(done, rows)
    if whole:
        with atomic_path(output) as path:
            concatenate([step.path(part) for part in parts], path, form)
        shutil.rmtree(folder)
    return Progress(output, rows, len(parts), len(parts) - len(missing))


def _computed(
    step: Step, parts: Sequence[Part], ray: str | None, workers: int | None
) -> Iterator[int]:
    if ray is None:
        if workers not in (None, 1):
            raise InputError("workers is Ray's: pass ray='local' too.")
        return map(step, parts)
    from auto_core.batch_inference.on_ray import computed

    return computed(step, parts, address=ray, workers=workers)


def _form(output: Path, first: Path, task: Task) -> str:
    if not output.suffix:
        form = FORMATS[first.suffix]
        return "jsonl" if form == "text" else form
    if output.suffix not in _OUTPUTS:
        known = ", ".join(_OUTPUTS)
        raise InputError(
            f"The output is {str(output)!r}, expected a name that ends with one of {known}, or a "
            "folder's, without such an ending."
        )
    form = _OUTPUTS[output.suffix]
    if form == "npy" and task.results != ("embedding",):
        raise InputError(f"{output} would be an array, which only embeddings are.")
    return form


def _begin(folder: Path, description: dict[str, Any]) -> None:
    """Make the folder of parts, or see that what is in it belongs to this job."""
    path = folder / DESCRIPTION
    wanted = json.loads(json.dumps(description, default=str))
    if not folder.exists():
        folder.mkdir(parents=True)
    elif not path.exists():
        if any(entry for entry in folder.iterdir() if not entry.name.startswith(".")):
            raise InputError(f"{folder} is there already, and no job wrote it.")
    else:
        there = json.loads(path.read_text(encoding="utf-8"))
        different = [name for name in wanted if there.get(name) != wanted[name]]
        if different:
            name = different[0]
            raise InputError(
                f"{folder} has parts of another job, with another {name}: {there.get(name)!r:.300} "
                f"there, {wanted[name]!r:.300} now. Call it as before to go on with that one, use "
                "another output, or restart=True (--restart) to drop what it has."
            )
        return
    write_text(path, json.dumps(wanted, indent=2, ensure_ascii=False))


def _check_is_job(folder: Path) -> None:
    if not (folder / DESCRIPTION).exists():
        raise InputError(f"{folder} is there already, and no job wrote it.")


def _stamp(path: Path, source: Path) -> list[Any]:
    """What changes when a file does."""
    stat = path.stat()
    name = path.relative_to(source).as_posix() if path != source else path.name
    return [name, stat.st_size, stat.st_mtime_ns]


def _model_files(task: Task, folder: Path) -> Any:
    """The commit on the Hub, or the files of a directory (but those of a job within it)."""
    where = {name: value for name, value in task.loading.items() if name in _WHERE}
    snapshot = Snapshot.open(task.model, **where)
    if snapshot.root is None:
        return snapshot.commit
    root = Path(snapshot.root)
    paths = (path for path in sorted(root.rglob("*")) if path.suffix in _MODEL_FILES)
    return [_stamp(path, root) for path in paths if folder not in path.parents]
