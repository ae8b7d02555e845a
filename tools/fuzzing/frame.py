"""One hostile input after the other, each read in a process of its own under limits."""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from auto_core.errors import AutoError

# How an input may end: read as data, or refused by an error of ours that names the file.
READ, REFUSED = "read", "refused"
# ... and how it must not.
RAW, NAMELESS, MEMORY, TIME, CRASH = "raw", "nameless", "memory", "time", "crash"
FAILURES = (RAW, NAMELESS, MEMORY, TIME, CRASH)

_SPARE = 2**30  # bytes of address space over what the process has: beyond any budget
_REPORTED = 4000  # bytes of a report: a pipe holds them without a reader


@dataclass(frozen=True)
class Subject:
    """A kind of file.

    Attributes:
        name: on the command line.
        filename: what the file is called in its folder.
        seeds: makes honest files, from which hostile ones are made.
        mutate: makes one of them hostile.
        read: reads the file completely, as a load would; raises `AutoError` to refuse it.
        beside: other files of the folder, by name.
        seconds: of CPU, that any input may take.
        megabytes: of memory over the process's own, that any input may take.
        per_byte: bytes of memory, beyond that, for each byte of the input.
    """

    name: str
    filename: str
    seeds: Callable[[], Sequence[bytes]]
    mutate: Callable[[Random, bytes], bytes]
    read: Callable[[Path], object]
    beside: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 2.0
    megabytes: int = 64
    per_byte: int = 100


@dataclass(frozen=True)
class Outcome:
    """How one input ended, and what it took."""

    kind: str
    message: str
    seconds: float
    memory: int  # bytes over the process that read it


@dataclass
class Tally:
    """What all inputs of a subject came to.

    Attributes:
        kinds: how many ended how.
        worst_seconds, worst_memory: of any input.
        seconds_per_byte, memory_per_byte: the largest of any input of 4 kB or more (below, what
            the process itself takes would be all that is seen).
        failures: number of the input, its outcome and the input itself.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    worst_seconds: float = 0.0
    worst_memory: int = 0
    seconds_per_byte: float = 0.0
    memory_per_byte: float = 0.0
    failures: list[tuple[int, Outcome, bytes]] = field(default_factory=list)

    def add(self, number: int, content: bytes, outcome: Outcome) -> None:
        self.kinds[outcome.kind] += 1
        self.worst_seconds = max(self.worst_seconds, outcome.seconds)
        self.worst_memory = max(self.worst_memory, outcome.memory)
        if len(content) >= 4096:
            self.seconds_per_byte = max(self.seconds_per_byte, outcome.seconds / len(content))
            self.memory_per_byte = max(self.memory_per_byte, outcome.memory / len(content))
        if outcome.kind in FAILURES:
            self.failures.append((number, outcome, content))


def run(
    subject: Subject,
    *,
    seed: int = 0,
    inputs: int | None = None,
    seconds: float | None = None,
    first: int = 0,
) -> Tally:
    """Try `inputs` inputs, or as many as go into `seconds`; the same ones for the same seed."""
    seeds = list(subject.seeds())
    tally = Tally()
    end = time.monotonic() + (seconds or 0)
    number = first
    with tempfile.TemporaryDirectory() as folder:
        for name, content in subject.beside.items():
            Path(folder, name).write_bytes(content)
        path = Path(folder, subject.filename)
        for content in seeds:  # what is honest must be read
            path.write_bytes(content)
            outcome = _attempt(subject, path, len(content))
            if outcome.kind != READ:
                raise SystemExit(f"{subject.name}: an honest file is {outcome.kind}: {outcome}")
        gc.freeze()  # children then touch fewer pages of ours
        while (number - first < inputs) if inputs is not None else (time.monotonic() < end):
            random = Random(f"{subject.name}/{seed}/{number}")
            content = subject.mutate(random, random.choice(seeds))
            path.write_bytes(content)
            tally.add(number, content, _attempt(subject, path, len(content)))
            number += 1
    return tally


def _attempt(subject: Subject, path: Path, size: int) -> Outcome:
    """Read the file in a child."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(ours)
        _child(subject, path, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(pid, 0)
    took = usage.ru_utime + usage.ru_stime
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        kind = TIME if number in (signal.SIGXCPU, signal.SIGALRM) else CRASH
        return Outcome(kind, signal.Signals(number).name, took, 0)
    if not said:
        return Outcome(CRASH, f"exit status {os.WEXITSTATUS(status)}", took, 0)
    kind, message, memory, took = json.loads(said)
    if kind in (READ, REFUSED) and memory > subject.megabytes * 2**20 + subject.per_byte * size:
        kind = MEMORY
    return Outcome(kind, message, took, memory)


def _child(subject: Subject, path: Path, pipe: int) -> None:
    """Read under limits, say how it ended, and leave without Python's own goodbye."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        space = pages * resource.getpagesize() + _SPARE
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
        whole = int(subject.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
        signal.alarm(4 * whole)  # of waiting
        before, start = _resident(), time.process_time()
        kind, message = _read(subject, path)
        took = time.process_time() - start
        kind = TIME if took > subject.seconds else kind
        answer = [kind, message[: _REPORTED // 8], max(0, _peak() - before), took]
        os.write(pipe, json.dumps(answer).encode())
    finally:
        os._exit(0)


def _read(subject: Subject, path: Path) -> tuple[str, str]:
    try:
        subject.read(path)
    except AutoError as error:
        kind = REFUSED if subject.filename in str(error) else NAMELESS
        return kind, f"{type(error).__name__}: {error}"
    except MemoryError:
        return MEMORY, "MemoryError"
    except BaseException as error:
        return RAW, f"{type(error).__name__}: {error}"
    return READ, ""


def _resident() -> int:
    """Bytes of memory now; the highest so far is set back to that."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _peak() -> int:
    return _status("VmHWM")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)
