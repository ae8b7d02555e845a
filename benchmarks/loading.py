"""Loading a sharded checkpoint: time, memory, time to first output, threads.

    python -m benchmarks.loading [--small] [--rounds 5]

Compares each backend with transformers and the safetensors library alone (torch maps the file)
or with one copy of the bytes (TensorFlow and JAX own their memory). "peak MB" is of the whole
process, its framework included; the last column takes off what the same program has at its
peak with a tiny checkpoint, and divides by the size of the weights.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.pairs import Run, alternate, median_peak, median_seconds, table

WIDTHS = {  # of BERT: hidden size, layers; the first is BERT-large, 1.34 GB
    "large": (1024, 24),
    "small": (256, 6),
    "tiny": (16, 1),
}


def checkpoint(directory: Path, width: str) -> Path:
    """Random weights in five or so shards."""
    from auto_core import NumpyBertModel
    from auto_core.configs.bert import BertConfig

    hidden, layers = WIDTHS[width]
    config = BertConfig(
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 16,
        intermediate_size=4 * hidden,
    )
    model = NumpyBertModel.from_config(config)
    size = 4 * model.num_parameters()
    model.save_pretrained(directory, max_shard_size=max(size // 4, 1))
    return directory


def commands(directory: Path, programs: list[str], *options: str) -> dict[str, list[str]]:
    start = [sys.executable, "-m", "benchmarks.load_once"]
    return {program: [*start, program, str(directory), *options] for program in programs}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="50 MB instead of 1.3 GB")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # In processes of their own: what they leave resident would count as their children's.
        where = {name: Path(folder) / name for name in WIDTHS}
        chosen = "small" if options.small else "large"
        for name in {chosen, "small", "tiny"}:
            make = "import sys; from benchmarks.loading import *; checkpoint(Path(sys.argv[2]), "
            alternate(
                {name: [sys.executable, "-c", make + "sys.argv[1])", name, str(where[name])]},
                rounds=1,
                warm_up=0,
            )
        size = sum(file.stat().st_size for file in where[chosen].glob("*.safetensors"))
        torch = ["safetensors", "auto-torch", "transformers"]
        copies = ["one copy", "auto-tf", "auto-flax"]
        loads: dict[str, list[Run]] = {}
        for title, programs in (("load, torch", torch), ("load, own memory", copies)):
            runs = alternate(commands(where[chosen], programs), options.rounds)
            table(f"{title}: {size / 1e6:.0f} MB", runs, against=programs[0])
            loads |= runs
        tiny = alternate(commands(where["tiny"], [*torch, *copies]), 1)
        print(
            "\npeak of memory over the same program's with a tiny checkpoint, by the weights' size"
        )
        for name, runs in loads.items():
            print(f"{name:12} {(median_peak(runs) - median_peak(tiny[name])) / size:5.2f}")
        programs = ["transformers", "auto-torch", "auto-tf", "auto-flax"]
        runs = alternate(commands(where[chosen], programs, "--first-output"), options.rounds)
        table("load and first output", runs, against="transformers")
        print("\n16 loads of the small checkpoint shared by threads: seconds of the whole")
        for count in (1, 2, 4, 8):
            shared = commands(where["small"], torch[1:] + copies[1:], "--threads", str(count))
            runs = alternate(shared, options.rounds)
            middle = {n: statistics.median(map(_inner, r)) for n, r in runs.items()}
            print(count, "  ".join(f"{name} {s:.2f}" for name, s in middle.items()))


def _inner(run: Run) -> float:
    return float(run.output.rpartition("seconds=")[2] or median_seconds([run]))


if __name__ == "__main__":
    main()
