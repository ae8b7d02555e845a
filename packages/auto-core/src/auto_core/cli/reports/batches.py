"""`auto embed`, `auto classify`, `auto generate`: every row of a file or folder through a model."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auto_core.batch_inference import run
from auto_core.batch_inference.tasks import Embed, Task


@dataclass
class BatchJob:
    """What was written.

    Attributes:
        rows: of the source, and of the output.
        parts: of the job; `kept_parts` of them an earlier call had computed.
        seconds: of everything, with loading.
        notes: what was assumed of the model because no file says it.
    """

    model: str
    backend: str
    output: Path
    rows: int
    parts: int
    kept_parts: int
    seconds: float
    notes: list[str]


@dataclass
class EmbeddingJob(BatchJob):
    """Embeddings that were written.

    Attributes:
        texts: as many as rows.
        features: of each embedding; None where all were computed before, or elsewhere.
    """

    texts: int
    features: int | None


def batch_job(
    source: Path,
    output: Path,
    task: Task,
    *,
    column: str,
    keep: Sequence[str] | None,
    rows_per_part: int,
    restart: bool,
    ray: str | None,
    workers: int | None,
) -> BatchJob:
    """Run a task over a source ("-": the lines of stdin), with a progress bar in a terminal.

    The arguments are those of `auto_core.batch_inference.run`.
    """
    start = time.monotonic()
    with _file(source) as path, _bar() as report:
        done = run(
            path,
            output,
            task,
            column=column,
            keep=keep,
            rows_per_part=rows_per_part,
            restart=restart or str(source) == "-",  # of stdin nothing can be continued
            ray=ray,
            workers=workers,
            report=report,
        )
    seconds = time.monotonic() - start
    facts = (done.rows, done.parts, done.kept_parts, seconds, task.notes)
    if isinstance(task, Embed):
        return EmbeddingJob(task.model, str(task.backend), output, *facts, done.rows, task.features)
    return BatchJob(task.model, str(task.backend), output, *facts)


@contextmanager
def _file(source: Path) -> Iterator[Path]:
    if str(source) != "-":
        yield source
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stdin.txt"
        with path.open("wb") as file:
            while block := sys.stdin.buffer.read(1 << 20):
                file.write(block)
        yield path


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar of rows on stderr, in a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, rows: None
        return
    from tqdm import tqdm

    with tqdm(unit=" rows", file=sys.stderr) as bar:

        def report(done: int, rows: int) -> None:
            if bar.total is None:
                bar.total, bar.initial = rows, done  # kept rows say nothing of the speed
            bar.n = done
            bar.refresh()

        yield report
