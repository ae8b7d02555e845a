"""`auto embed`: a file of texts into a file of embeddings."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from auto_core.auto.modeling import FAMILIES, auto_class, installed_families
from auto_core.checkpoints.atomic import atomic_path
from auto_core.cli.reports.support import check_backend
from auto_core.errors import InputError


@dataclass
class Embedding:
    """What was written.

    Attributes:
        texts, features: the shape of the array.
        seconds: of the computation, without loading.
        notes: what was assumed of the model because no file says it.
    """

    model: str
    backend: str
    output: Path
    texts: int
    features: int
    seconds: float
    notes: list[str]


def embed(
    source: Path, model: str, output: Path, *, backend: str | None, options: dict[str, Any],
    loading: dict[str, Any],
) -> Embedding:  # fmt: skip
    """Embed each line of a text file ("-": of stdin) and write the array [lines e] as .npy.

    Args:
        options: of `encode`.
        loading: of `from_pretrained`.

    Raises:
        InputError: the file cannot be read as UTF-8, or the output is no .npy.
    """
    if output.suffix != ".npy":
        raise InputError(f"--output is {str(output)!r}, expected a name that ends with .npy.")
    texts = _lines(source)
    chosen = check_backend(backend) if backend else installed_families()[0]
    loaded: Any = auto_class(FAMILIES[chosen][1], "sentence-embedding")
    network = loaded.from_pretrained(model, **loading)
    start = time.monotonic()
    array = network.encode(texts, **options)
    seconds = time.monotonic() - start
    with atomic_path(output) as path, path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
    notes = list(network.loading_report.notes)
    lines, features = array.shape
    return Embedding(model, chosen, output, lines, features, seconds, notes)


def _lines(source: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(source) == "-" else source.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{source} is no UTF-8 text: {error}.") from error
    return text.splitlines()
