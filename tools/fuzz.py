"""Read thousands of hostile files, each in a process with limits; print what came of them.

    python tools/fuzz.py                            # every kind of file, 60 inputs each
    python tools/fuzz.py h5 msgpack --seconds 3600  # an hour for each of two kinds
    python tools/fuzz.py h5 --first 1234 --inputs 1 --keep /tmp/found  # one again, to look at

An input may be read or refused by an error of ours that names the file. Anything else (another
exception, more time or memory than its size explains, the end of the process) is a failure, and
the exit status is 1. The same seed gives the same inputs.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads do not live through a fork

from fuzzing import SUBJECTS
from fuzzing.frame import READ, REFUSED, Tally, run

SHOWN = 5  # failures of each subject on the screen


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--inputs", type=int, help="how many of each (60)")
    parser.add_argument("--seconds", type=float, help="how long for each, instead")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--keep", type=Path, help="a directory for the inputs that fail")
    options = parser.parse_args()
    if unknown := set(options.subjects) - set(SUBJECTS):
        parser.error(f"no subject {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
    inputs = options.inputs if options.inputs or options.seconds else 60
    print(f"{'subject':16}{'inputs':>8}{'read':>8}{'refused':>8}{'failed':>8}"
          f"{'worst s':>9}{'MB':>7}{'us/byte':>9}{'B/byte':>8}", flush=True)  # fmt: skip
    failed = False
    for name in options.subjects or SUBJECTS:
        tally = run(
            SUBJECTS[name],
            seed=options.seed,
            inputs=inputs,
            seconds=options.seconds,
            first=options.first,
        )
        _show(name, tally, options.keep)
        failed |= bool(tally.failures)
    return int(failed)


def _show(name: str, tally: Tally, keep: Path | None) -> None:
    print(
        f"{name:16}{tally.kinds.total():8}{tally.kinds[READ]:8}{tally.kinds[REFUSED]:8}"
        f"{len(tally.failures):8}{tally.worst_seconds:9.2f}{tally.worst_memory / 2**20:7.0f}"
        f"{tally.seconds_per_byte * 1e6:9.2f}{tally.memory_per_byte:8.0f}",
        flush=True,
    )
    for number, outcome, content in tally.failures[: None if keep else SHOWN]:
        print(f"  {number}: {outcome.kind}: {outcome.message[:200]!r}")
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{name}-{number}").write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
