"""One load in a fresh process, as `benchmarks.loading` measures it.

    python -m benchmarks.load_once auto-torch DIRECTORY [--first-output] [--threads N]

The framework is imported before the clock starts. Prints "peak=BYTES", the most memory resident
over what the imports had taken, and "seconds=SECONDS" of the load.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

IDS = [[101, 2023, 2003, 1037, 7099, 102]]


def auto_torch(first_output: bool) -> Callable[[Path], Any]:
    import torch

    from auto_torch import BertModel

    def load(directory: Path) -> Any:
        model = BertModel.from_pretrained(directory)
        with torch.no_grad():
            return model, model(torch.tensor(IDS)).last_hidden_state if first_output else None

    return load


def auto_tf(first_output: bool) -> Callable[[Path], Any]:
    import tensorflow as tf

    from auto_tf import TFBertModel

    def load(directory: Path) -> Any:
        model = TFBertModel.from_pretrained(directory)
        return model, model(tf.constant(IDS)).last_hidden_state.numpy() if first_output else None

    return load


def auto_flax(first_output: bool) -> Callable[[Path], Any]:
    import jax
    import jax.numpy as jnp

    from auto_flax import FlaxBertModel

    jax.devices()  # starts the backend, which is no part of a load

    def load(directory: Path) -> Any:
        model = FlaxBertModel.from_pretrained(directory)
        for slot in model.slots():
            slot.variable.get_value().block_until_ready()
        if not first_output:
            return model
        return model, model(jnp.asarray(IDS)).last_hidden_state.block_until_ready()

    return load


def auto_numpy(first_output: bool) -> Callable[[Path], Any]:
    import numpy as np

    from auto_core import NumpyBertModel

    def load(directory: Path) -> Any:
        model = NumpyBertModel.from_pretrained(directory)
        return model, model(np.array(IDS)).last_hidden_state if first_output else None

    return load


def transformers(first_output: bool) -> Callable[[Path], Any]:
    import torch
    from transformers import BertModel

    def load(directory: Path) -> Any:
        model = BertModel.from_pretrained(directory).eval()
        with torch.no_grad():
            return model, model(torch.tensor(IDS)).last_hidden_state if first_output else None

    return load


def safetensors_torch(first_output: bool) -> Callable[[Path], Any]:
    """The library alone: tensors, no model."""
    from safetensors.torch import load_file

    return lambda directory: [load_file(shard) for shard in shards(directory)]


def copy_numpy(first_output: bool) -> Callable[[Path], Any]:
    """One copy of every byte out of the page cache: what a framework with own memory must do."""
    from safetensors.numpy import load_file

    return lambda directory: [load_file(shard) for shard in shards(directory)]


PROGRAMS = {
    "auto-torch": auto_torch,
    "auto-tf": auto_tf,
    "auto-flax": auto_flax,
    "auto-numpy": auto_numpy,
    "transformers": transformers,
    "safetensors": safetensors_torch,
    "one copy": copy_numpy,
}


def shards(directory: Path) -> Iterator[Path]:
    return iter(sorted(directory.glob("*.safetensors")))


def memory(field: str) -> int:
    """VmRSS (now) or VmHWM (the most so far) of this process, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(field)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", choices=PROGRAMS)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--first-output", action="store_true")
    parser.add_argument("--threads", type=int, default=0, help="that share 16 loads")
    options = parser.parse_args()

    load = PROGRAMS[options.program](options.first_output)
    before = memory("VmRSS")
    start = time.perf_counter()
    if options.threads:
        with ThreadPoolExecutor(options.threads) as pool:
            for _ in pool.map(load, [options.directory] * 16):
                pass
    else:
        kept = load(options.directory)  # noqa: F841  # alive until the memory has been read
    seconds = time.perf_counter() - start
    print(f"peak={memory('VmHWM') - before}")
    print(f"seconds={seconds}")


if __name__ == "__main__":
    main()
