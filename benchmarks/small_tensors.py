"""CPU time of loading a checkpoint of 20,000 small tensors, in fresh processes and in turns.

What a load costs beside the bytes: making modules, matching names, one tensor at a time.

    python -m benchmarks.small_tensors [--tensors 20000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PER_LAYER = 26  # tensors of a layer of BERT that attends to another sequence, too
MEASURE = """
import os, sys, time
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["JAX_PLATFORMS"] = "cpu"
from {package} import {prefix}BertModel as Model
from pathlib import Path
Model.from_pretrained(Path(sys.argv[1]).parent / "small")  # imports, and the framework's start
start = time.process_time()
model = Model.from_pretrained(sys.argv[1])
print(time.process_time() - start)
os._exit(0)
"""
FRAMEWORKS = {"torch": "", "flax": "Flax", "tf": "TF"}


def write(directory: Path, layers: int) -> None:
    """A BERT of so many layers, all of whose tensors are small."""
    from auto_core import BertConfig
    from auto_torch import BertModel

    config = BertConfig(
        vocab_size=32,
        hidden_size=16,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=16,
        is_decoder=True,
        add_cross_attention=True,
    )
    BertModel(config).save_pretrained(directory)


def seconds(framework: str, directory: Path) -> float:
    """CPU time of a load."""
    program = MEASURE.format(package=f"auto_{framework}", prefix=FRAMEWORKS[framework])
    command = [sys.executable, "-c", program, str(directory)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    os.sync()
    return float(ran.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tensors", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCHMARK_DIR")) as name:
        folder = Path(name)
        write(folder / "small", 1)
        write(folder / "many", options.tensors // PER_LAYER)
        times: dict[str, list[float]] = {framework: [] for framework in FRAMEWORKS}
        for _ in range(options.rounds):
            for framework, row in times.items():
                row.append(seconds(framework, folder / "many"))
    print(f"{'':8}{'CPU seconds':>12}{'of torch':>10}")
    for framework, row in times.items():
        ratio = statistics.median(a / b for a, b in zip(row, times["torch"], strict=True))
        print(f"{framework:8}{statistics.median(row):>12.2f}{ratio:>9.2f}x")


if __name__ == "__main__":
    main()
