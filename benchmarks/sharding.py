"""A checkpoint split over processes: bytes read, private memory and time of each.

Every process has its own copy of the checkpoint, out of the page cache, so that what one reads is
not another's, and loads its shards: our tensor parallel and fully sharded loads, and transformers'
`tp_plan="auto"`, in turns.

    python -m benchmarks.sharding --gib 1 --processes 2 4 --rounds 3
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

LAYERS, WIDTH = 16, 2048
OURS = "from auto_torch import AutoModelForCausalLM as Model"
LOADS = {
    "auto_torch, tensor parallel": (OURS, "tp_plan='auto'"),
    "auto_torch, fully sharded": (OURS, "mesh=mesh, plan='fsdp'"),
    "transformers, tensor parallel": (
        "from transformers import AutoModelForCausalLM as Model",
        "tp_plan='auto'",
    ),
}
MEASURE = """
import json, os, sys, time
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
import torch
from torch import distributed
from torch.distributed.device_mesh import init_device_mesh
torch.set_num_threads(1)
distributed.init_process_group("gloo")
mesh = init_device_mesh("cpu", (distributed.get_world_size(),))
{imports}
def read():
    return int(dict(line.split(": ") for line in open("/proc/self/io"))["read_bytes"])
def private():
    fields = (line.split() for line in open("/proc/self/smaps_rollup") if line[0] in "PA")
    return 1024 * next(int(f[1]) for f in fields if f[0] == "Anonymous:")
distributed.barrier()
before, held, start = read(), private(), time.perf_counter()
model = Model.from_pretrained(sys.argv[1] + os.environ["RANK"], dtype="bfloat16", {options})
row = {{"seconds": time.perf_counter() - start}}
row |= {{"read": read() - before, "private": private() - held}}
distributed.barrier()
print(json.dumps(row), flush=True)
os._exit(0)
"""


def write(directory: Path, gib: float) -> int:
    """A LLaMA of about this size in bfloat16; returns the bytes of its file."""
    import torch

    from auto_core import LlamaConfig
    from auto_torch import LlamaForCausalLM

    inner = int((gib * 2**29 / LAYERS - 3 * WIDTH**2) / (3 * WIDTH)) // 64 * 64
    config = LlamaConfig(
        vocab_size=2048,
        hidden_size=WIDTH,
        intermediate_size=inner,
        num_hidden_layers=LAYERS,
        num_attention_heads=16,
        num_key_value_heads=8,
        dtype="bfloat16",
    )
    model = LlamaForCausalLM(config).to(torch.bfloat16)
    model.save_pretrained(directory)
    return sum(path.stat().st_size for path in directory.glob("*.safetensors"))


def forget(directory: Path) -> None:
    """Take a directory's files out of the page cache."""
    for path in directory.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def measured(program: str, folder: Path, processes: int) -> list[dict[str, float]]:
    """What each process of a load reports."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = []
    for rank in range(processes):
        forget(folder / f"copy{rank}")
        env = os.environ | {
            "RANK": str(rank),
            "LOCAL_RANK": str(rank),
            "WORLD_SIZE": str(processes),
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(port),
        }
        command = [sys.executable, "-c", program, str(folder / "copy")]
        started.append(subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True))
    return [json.loads(p.communicate()[0].strip().splitlines()[-1]) for p in started]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--gib", type=float, default=1.0)
    parser.add_argument("--processes", type=int, nargs="+", default=[2])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCHMARK_DIR")) as name:
        folder = Path(name)
        size = write(folder / "copy0", options.gib)
        for rank in range(1, max(options.processes)):
            shutil.copytree(folder / "copy0", folder / f"copy{rank}")
        for processes in options.processes:
            print(f"\n{size / 1e6:,.0f} MB over {processes} processes, each process (medians)")
            print(f"{'':32}{'read, of its share':>20}{'private MB':>12}{'seconds':>10}")
            runs: dict[str, list[dict[str, float]]] = {load: [] for load in LOADS}
            for _ in range(options.rounds):
                for load, (imports, keywords) in LOADS.items():
                    program = MEASURE.format(imports=imports, options=keywords)
                    runs[load] += measured(program, folder, processes)
            for load, rows in runs.items():
                read, private, seconds = (
                    statistics.median(row[key] for row in rows)
                    for key in ("read", "private", "seconds")
                )
                share = read / (size / processes)
                print(f"{load:32}{share:>19.2f}x{private / 1e6:>12,.0f}{seconds:>10.2f}")


if __name__ == "__main__":
    main()
