"""Loading a sharded checkpoint: time, memory, time to first output, threads.

    python -m benchmarks.loading [--sizes base large] [--rounds 3]    # "base" if none is named

Compares each backend with transformers, with the safetensors library alone (which hands out
mapped tensors and makes no model) and with the same done by hand, or with one copy of the bytes
(TensorFlow and JAX own their memory). "peak MB" is of the whole process, its framework included;
the last table takes off what the same program has at its peak with a tiny checkpoint, and divides
by the size of the weights.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.pairs import Run, alternate, median_peak, own_seconds, table

WIDTHS = {  # of BERT: hidden size, layers
    "large": (1024, 24),  # 1.34 GB
    "base": (768, 12),  # 0.44 GB
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


TORCH = ["safetensors", "by hand", "auto-torch", "transformers"]
COPIES = ["one copy", "auto-tf", "auto-flax"]
MODELS = ["transformers", "auto-torch", "auto-tf", "auto-flax"]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", nargs="+", choices=["small", "base", "large"])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    sizes = options.sizes or ["base"]
    with tempfile.TemporaryDirectory() as folder:
        # In processes of their own: what they leave resident would count as their children's.
        where = {name: Path(folder) / name for name in {*sizes, "small", "tiny"}}
        for name, directory in where.items():
            make = "import sys; from benchmarks.loading import *; checkpoint(Path(sys.argv[2]), "
            alternate(
                {name: [sys.executable, "-c", make + "sys.argv[1])", name, str(directory)]},
                rounds=1,
                warm_up=0,
            )
        tiny = alternate(commands(where["tiny"], [*TORCH, *COPIES]), 1)
        for name in sizes:
            loads(where[name], tiny, options.rounds)
        in_threads(where["small"])


def loads(directory: Path, tiny: dict[str, list[Run]], rounds: int) -> None:
    """Every program on one checkpoint, whose tiny brother was measured before."""
    size = sum(file.stat().st_size for file in directory.glob("*.safetensors"))
    found: dict[str, list[Run]] = {}
    for title, programs in (("load, torch", TORCH), ("load, own memory", COPIES)):
        runs = alternate(commands(directory, programs), rounds)
        table(f"{title}: {size / 1e6:.0f} MB", runs, against=programs[0])
        found |= runs
    runs = alternate(commands(directory, TORCH, "--touch"), rounds)
    table("load, torch, and read every page", runs, against=TORCH[0])
    runs = alternate(commands(directory, MODELS, "--first-output"), rounds)
    table("load and first output", runs, against="transformers")
    print("\npeak of memory over the same program's with a tiny checkpoint, by the weights' size")
    for name, measured in found.items():
        print(f"{name:12} {(median_peak(measured) - median_peak(tiny[name])) / size:5.2f}")


def in_threads(directory: Path) -> None:
    """16 loads of one checkpoint, shared by threads."""
    print("\n16 loads of 50 MB shared by threads: seconds of the whole")
    for count in (1, 2, 4, 8):
        shared = commands(directory, MODELS, "--threads", str(count))
        runs = alternate(shared, 1, warm_up=0)
        print(count, "  ".join(f"{name} {own_seconds(*run):.2f}" for name, run in runs.items()))


if __name__ == "__main__":
    main()
