"""What TensorFlow writes about the machine while it is imported, kept from our own commands.

It comes from C++, past Python's `sys.stderr` and TF_CPP_MIN_LOG_LEVEL. Nothing of this happens
where a user imports TensorFlow.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

_OF_STARTUP = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog|"
    rb"I\d{4} |\S+ \S+: I tensorflow/|To enable the following instructions|"
    rb".*(Unable to register cu\w+ factory|computation placer already registered)"
)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Drop TensorFlow's lines about the machine; whatever else was written comes afterwards, and
    if the import fails, all of it."""
    kept = os.dup(2)
    failed = True
    with tempfile.TemporaryFile() as written:
        sys.stderr.flush()
        os.dup2(written.fileno(), 2)
        try:
            yield
            failed = False
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            written.seek(0)
            for line in written:
                if failed or not _OF_STARTUP.match(line):
                    os.write(2, line)


class _Finder:
    """Finds TensorFlow where Python does, and imports it quietly."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == "tensorflow" else None
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            with quiet():
                execute(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def quiet_tensorflow() -> None:
    """Import TensorFlow quietly, if and when this process does."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)
