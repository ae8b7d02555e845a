"""Settings that must stand before a framework is imported."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The suite runs one process per core: each framework gets one thread, and says nothing.
for name in (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
):
    os.environ.setdefault(name, "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Compiling is most of what tiny models cost under JAX, and XLA's optimisations most of that.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
# What one process has compiled, another reads; JAX keys it by everything that matters.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path(__file__).parents[1] / ".cache/jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing in the tests may ask the real Hub
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

ROOT = Path(__file__).parent.parent
# An architecture's files: the change of one of them runs the tests that name its model type.
_OF_A_TYPE = re.compile(r"(?:/(?:models|configs)/|/parity/(?:test_|architectures/))(\w+)\.py$")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--changed",
        action="store_true",
        help="only the tests of what differs from main: of the model types whose files changed, "
        "and the test files that changed; everything if anything else did",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Processes of one run must collect the same tests: no address may be part of a name.
    if named := [item.nodeid for item in items if " at 0x" in item.nodeid]:
        raise pytest.UsageError(f"Give the parameters of {named[0]} ids of their own.")
    if not config.getoption("--changed"):
        return
    paths = _changed_paths()
    types = {m[1] for path in paths if (m := _OF_A_TYPE.search(path))}
    rest = [p for p in paths if not _OF_A_TYPE.search(p) and not p.endswith((".md", ".txt"))]
    tests = [path for path in rest if path.startswith("tests/")]
    if len(rest) > len(tests):
        return  # something that everything uses
    names = {spelling for name in types for spelling in (name, name.replace("_", "-"))}

    def is_touched(item: pytest.Item) -> bool:
        path = str(item.path.relative_to(ROOT)) if item.path.is_relative_to(ROOT) else ""
        return path in tests or any(name in item.nodeid for name in names)

    config.hook.pytest_deselected(items=[item for item in items if not is_touched(item)])
    items[:] = [item for item in items if is_touched(item)]


def _changed_paths() -> list[str]:
    """Files that differ from main's, committed or not, untracked ones too."""
    base = _git("merge-base", "HEAD", "main") or ["HEAD"]
    untracked = _git("ls-files", "--others", "--exclude-standard")
    return [*_git("diff", "--name-only", base[0]), *untracked]


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


@pytest.fixture(autouse=True, scope="module")
def _forget_compiled() -> Iterator[None]:
    """What JAX keeps of each graph adds up to gigabytes over the suite; the disk has it, too."""
    yield
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()
