"""Running something in a child process that may take so much memory and time, and no more.

The child imports first and sets its limit then, relative to what it has: so the limit bounds
what the input makes it take, not what the libraries take.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from auto_core.errors import AutoError

MEGABYTE = 2**20


def limit(megabytes: int, seconds: int) -> None:
    """Let this process take that much more address space, and so much of a processor."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def peak() -> int:
    """The most memory that was resident so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def outcomes(
    attempt: Callable[[Any], Any], inputs: Iterable[Any], *, megabytes: int, seconds: int = 20
) -> list[dict[str, Any]]:
    """What `attempt` does with each input, in a child of its own: see `outcome`."""
    found = []
    for given in inputs:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            try:
                limit(megabytes, seconds)
                os.write(write, json.dumps(outcome(attempt, given)).encode())
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read) as stream:
            text = stream.read()
        os.waitpid(child, 0)
        found.append(json.loads(text) if text else {"error": "killed", "message": ""})
    return found


def outcome(attempt: Callable[[Any], Any], given: Any) -> dict[str, Any]:
    """{"error": class name or None, "ours", "message", "seconds" (CPU), "bytes" (memory)}."""
    before, start = peak(), time.process_time()
    error: BaseException | None = None
    try:
        attempt(given)
    except BaseException as caught:
        error = caught
    return {
        "error": None if error is None else type(error).__name__,
        "ours": isinstance(error, AutoError),
        "message": str(error)[:500],
        "seconds": time.process_time() - start,
        "bytes": peak() - before,
    }


def in_child(function: str, inputs: list[Any], *, megabytes: int, timeout: float = 120) -> Any:
    """`outcomes` of a function named "module:function", in a fresh interpreter.

    Forking the tests' own process would copy its threads' locks.
    """
    code = (
        "import importlib, json, sys; from core.limited import outcomes;"
        f"module, name = {function!r}.split(':');"
        "attempt = getattr(importlib.import_module(module), name);"
        f"print(json.dumps(outcomes(attempt, json.load(sys.stdin), megabytes={megabytes})))"
    )
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(inputs),
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, "PYTHONPATH": tests, "OMP_NUM_THREADS": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
