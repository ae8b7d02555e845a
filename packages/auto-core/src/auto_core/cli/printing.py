"""Running one command: its report as a table or as JSON, its error as one message."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from auto_core.cli.exits import FAILED, MISSING
from auto_core.errors import AutoError, MissingDependencyError

R = TypeVar("R")


def answer(make: Callable[[], R], show: Callable[[R, Console], None], *, as_json: bool) -> R:
    """Make a report and print it; end the process with a message if that fails."""
    try:
        report = make()
    except (AutoError, OSError) as error:
        print(f"auto: {error}", file=sys.stderr)
        missing = isinstance(error, MissingDependencyError)
        raise typer.Exit(MISSING if missing else FAILED) from None
    if as_json:
        print(json.dumps(_plain(report), indent=2, ensure_ascii=False))
    else:
        show(report, Console())
    return report


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Table:
    """A table of text; numbers stand on the right."""
    columns, rows = list(columns), [list(row) for row in rows]
    made = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        show_header=any(columns),
        box=None,
        pad_edge=False,
    )
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        made.add_column(
            column, justify="right" if numeric else "left", overflow="fold", header_style="dim"
        )
    for row in rows:
        made.add_row(*(_text(cell) for cell in row))
    return made


def size(count: int | None) -> str:
    """Bytes for people: "1.5 MB"."""
    if count is None:
        return "?"
    amount, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = f"{cell:,}" if isinstance(cell, int) else "-" if cell is None else str(cell)
    return text.replace("[", "\\[")  # no markup of rich's


def _plain(value: Any) -> Any:
    """What JSON can hold: dataclasses as objects, paths as text, infinity as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field.name for field in dataclasses.fields(value))
        return {name: _plain(getattr(value, name)) for name in fields}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, bool | int | float | str | None) else str(value)
