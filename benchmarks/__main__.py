"""Run every benchmark: `python -m benchmarks`, or with small models and few rounds to try it.

python -m benchmarks --small --rounds 1

Each in a process of its own: what one leaves resident would count as the next one's memory.
"""

import argparse
import subprocess
import sys

PARTS = (
    "startup",
    "forward",
    "sentences",
    "generation",
    "decoders",
    "loading",
    "quantised",
    "shards",
    "preparing",
    "vision",
    "speech",
)
SMALL = {"generation": ["--small"], "loading": ["--sizes", "small"]}
SMALL |= {part: ["--small"] for part in ("decoders", "quantised", "vision", "speech")}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="small models, where there are some")
    parser.add_argument("--rounds", type=int, help="measurements of each program")
    options = parser.parse_args()
    rounds = [] if options.rounds is None else ["--rounds", str(options.rounds)]
    for part in PARTS:
        size = SMALL.get(part, []) if options.small else []
        subprocess.run([sys.executable, "-m", f"benchmarks.{part}", *rounds, *size], check=True)


if __name__ == "__main__":
    main()
