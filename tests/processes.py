"""Processes of one program, as torchrun starts them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any


def of_two(program: Path, *arguments: str, timeout: float = 250) -> Any:
    """What the first of two processes prints at its end: a JSON object."""
    return of_several(2, program, *arguments, timeout=timeout)


def of_several(count: int, program: Path, *arguments: str, timeout: float = 250) -> Any:
    """What the first of so many processes prints at its end: a JSON object."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = {"WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    started = [
        subprocess.Popen(
            [sys.executable, str(program), *arguments],
            env={**os.environ, **address, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(count)
    ]
    outputs = [process.communicate(timeout=timeout) for process in started]
    codes = [process.returncode for process in started]
    assert not any(codes), "".join(errors[-3000:] for _, errors in outputs)
    return json.loads(outputs[0][0].splitlines()[-1])
