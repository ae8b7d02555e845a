"""Write docs/support.md, from what the architectures declare and what the tests cover."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "support.md"
BACKENDS = {"numpy": "NumPy", "torch": "PyTorch", "tf": "TensorFlow", "flax": "Flax"}

INTRODUCTION = """\
# What is supported

Written by `make tables` from what the architectures declare. An architecture is written once, so
each of its heads is there on every backend; `auto list` prints the table for an installation, with
its plugins.

✓ the head is compared with transformers on this backend by a parity test. · the head is there, and
no parity test covers it.
"""


def built_in_rows() -> list:
    """The support table without what plugins on this machine add."""
    from auto_core.cli.reports.support import support
    from auto_core.registry import plugins

    others = set(plugins.model_types())
    return [row for row in support().rows if row.model_type not in others]


def covered() -> set[tuple[str, str]]:
    """(config class, model class) of every parity case."""
    sys.path.insert(0, str(ROOT / "tests"))
    os.environ.pop("AUTO_BACKENDS", None)
    from parity.arch import architectures

    return {(case.config, case.head) for arch in architectures() for case in arch.cases()}


def document(rows: list, tested: set[tuple[str, str]]) -> str:
    """docs/support.md."""
    types = list(dict.fromkeys(row.model_type for row in rows))
    heads = {(row.config, row.head) for row in rows}
    lines = [
        INTRODUCTION,
        f"{len(types)} model types, {len(heads)} classes on each backend, of which "
        f"{len(heads & tested)} are covered by parity tests.",
        "",
        f"| model type | Auto class | class | {' | '.join(BACKENDS.values())} |",
        f"|---|---|---|{'---|' * len(BACKENDS)}",
    ]
    for row in rows:
        mark = "✓" if (row.config, row.head) in tested else "·"
        cells = " | ".join(mark for _ in BACKENDS)
        lines.append(f"| {row.model_type} | {row.auto_class} | {row.head} | {cells} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    DOCS.write_text(document(built_in_rows(), covered()), encoding="utf-8")


if __name__ == "__main__":
    main()
