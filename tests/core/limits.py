"""Python in a child that may take so much memory and time and no more."""

from __future__ import annotations

import os
import subprocess
import sys

# Address space counts from when everything is imported: what the libraries map is not the input's.
_PRELUDE = """
import resource, sys
from pathlib import Path
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.formats import hdf5_chunks
from auto_core.checkpoints.weights import Weights
from auto_core.errors import AutoError
import numpy, zipfile
{imports}

def limit(memory, seconds):
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    space = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))

limit({memory}, int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 1 + {seconds})
try:
"""
_END = """
except AutoError as error:
    print(f"{type(error).__name__}: {error}")
else:
    print("done")
"""


def limited(
    code: str, *arguments: object, memory: int = 2**28, seconds: int = 30, imports: str = ""
) -> str:
    """Run `code` (statements; `sys.argv[1:]` are the arguments).

    Args:
        memory: bytes of address space over what the imports take.
        seconds: of CPU; far above what is needed, since machines differ tenfold, and far below
            what an input without an allowance takes.
        imports: further statements before the limits.

    Returns: what it printed last: "done", or the class and message of an error of ours.

    Raises:
        AssertionError: it ended in any other way: out of memory, out of time, another exception.
    """
    body = "".join(f"    {line}\n" for line in code.strip().splitlines())
    prelude = _PRELUDE.format(memory=memory, seconds=seconds, imports=imports)
    # One thread: NumPy's others would reserve address space at their first use.
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", prelude + body + _END, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        timeout=60 + 5 * seconds,
    )
    assert done.returncode == 0, f"it ended with {done.returncode}:\n{done.stderr[-2000:]}"
    return done.stdout.strip().splitlines()[-1]
