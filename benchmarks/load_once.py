"""One load in a fresh process, as `benchmarks.loading` measures it.

    python -m benchmarks.load_once auto-torch DIRECTORY [--first-output] [--touch] [--threads N]

The framework is imported before the clock starts. Prints "peak=BYTES", the most memory resident
over what the imports had taken, and "seconds=SECONDS" of the load. torch maps the file and reads
nothing of it before somebody computes: `--touch` reads every page within the time.
"""

from __future__ import annotations

import argparse
import gc
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


def by_hand(first_output: bool) -> Callable[[Path], Any]:
    """The library and torch's own `load_state_dict`: the model, and no word of what is missing."""
    from safetensors.torch import load_file

    from auto_core.configs.bert import BertConfig
    from auto_torch import BertModel

    def load(directory: Path) -> Any:
        state = {k: v for shard in shards(directory) for k, v in load_file(shard).items()}
        model = BertModel.skeleton(BertConfig.from_pretrained(directory))
        model.load_state_dict(state, assign=True)
        return model.eval()

    return load


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
    "by hand": by_hand,
    "one copy": copy_numpy,
}


def shards(directory: Path) -> Iterator[Path]:
    return iter(sorted(directory.glob("*.safetensors")))


def touch(loaded: Any) -> None:
    """Read one byte of every page of a torch model's or a list of dicts' tensors."""
    import torch

    parts = loaded[0].state_dict() if isinstance(loaded, tuple) else loaded
    parts = parts.state_dict() if isinstance(parts, torch.nn.Module) else parts
    for state in parts if isinstance(parts, list) else [parts]:
        for tensor in state.values():
            tensor.detach().reshape(-1).view(torch.uint8)[::4096].sum()


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
    parser.add_argument("--touch", action="store_true", help="read every page (torch)")
    parser.add_argument("--threads", type=int, default=0, help="that share 16 loads")
    options = parser.parse_args()

    load = PROGRAMS[options.program](options.first_output)
    gc.collect()  # a framework's import leaves this behind, for whoever comes next
    before = memory("VmRSS")
    start = time.perf_counter()
    if options.threads:
        with ThreadPoolExecutor(options.threads) as pool:
            for _ in pool.map(load, [options.directory] * 16):
                pass
    else:
        kept = load(options.directory)  # alive until the memory has been read
        if options.touch:
            touch(kept)
    seconds = time.perf_counter() - start
    print(f"peak={memory('VmHWM') - before}")
    print(f"seconds={seconds}")


if __name__ == "__main__":
    main()
