"""Measuring side by side: fresh processes, taken in turns, compared by medians.

A machine's speed drifts by more than what we measure. So the programs to compare run one after
the other within each round, every round begins with another one, and only ratios of medians
are reported.

    runs = alternate({"ours": [sys.executable, "-c", ...], "theirs": [...]}, rounds=7)
    table("start to first output", runs, against="theirs")
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One process: its wall time, the most memory it had resident, and what it printed."""

    seconds: float
    peak_bytes: int
    output: str


class BenchmarkFailed(RuntimeError):
    """A measured program ended with an error; the message has its last lines."""


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Run:
    """Run one command in a fresh process and measure it.

    `peak_bytes` is of this process alone, from the kernel's accounting at its end (`wait4`).

    Raises:
        BenchmarkFailed: it ended with another status than 0.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=errors, env={**os.environ, **(env or {})}
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        if process.returncode:
            errors.seek(0)
            tail = "\n".join(errors.read().splitlines()[-15:])
            raise BenchmarkFailed(f"exit status {process.returncode} of {command!r}\n{tail}")
        unit = 1 if sys.platform == "darwin" else 1024
        return Run(seconds, usage.ru_maxrss * unit, out.read())


def alternate(
    commands: Mapping[str, Sequence[str]],
    rounds: int,
    *,
    env: Mapping[str, str] | None = None,
    warm_up: int = 1,
) -> dict[str, list[Run]]:
    """Run every command once per round, in an order that rotates; `warm_up` rounds are dropped.

    The dropped rounds bring files into the page cache and compile bytecode, for all alike.
    """
    names = list(commands)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for turn in range(-warm_up, rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            measured = run(commands[name], env)
            if turn >= 0:
                runs[name].append(measured)
    return runs


def median_seconds(runs: Sequence[Run]) -> float:
    """The median wall time."""
    return statistics.median(run.seconds for run in runs)


def median_peak(runs: Sequence[Run]) -> float:
    """The median of the peaks of resident memory, in bytes."""
    return statistics.median(run.peak_bytes for run in runs)


def table(title: str, runs: Mapping[str, Sequence[Run]], *, against: str) -> None:
    """Print time and memory of each command, and the ratios to the command called `against`.

    A command may print its own measure as its last line, "seconds=0.123"; then that is what the
    table shows instead of the life of the whole process.
    """
    base_time = statistics.median(map(own_seconds, runs[against]))
    base_peak = median_peak(runs[against])
    width = max(map(len, runs))
    print(f"\n{title} ({len(runs[against])} rounds)")
    print(f"{'':{width}}    median       best      worst   ratio   peak MB   ratio")
    for name, measured in runs.items():
        seconds = sorted(map(own_seconds, measured))
        middle, peak = statistics.median(seconds), median_peak(measured)
        print(
            f"{name:{width}} {middle:8.3f}s {seconds[0]:9.3f}s {seconds[-1]:9.3f}s"
            f" {middle / base_time:7.2f} {peak / 1e6:9.0f} {peak / base_peak:7.2f}"
        )


def own_seconds(run: Run) -> float:
    """What the program says that it measured ("seconds=..." in its last line), else its life."""
    lines = run.output.strip().splitlines()
    name, _, value = lines[-1].partition("=") if lines else ("", "", "")
    return float(value) if name == "seconds" else run.seconds
