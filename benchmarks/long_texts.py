"""Time and memory of encoders of long texts at 4,096 and 16,384 tokens, per backend.

Their attention is local, so both should grow fourfold, not sixteenfold. Each length runs in a
process of its own, which says how much memory its passes added; small layers, one text.

    python -m benchmarks.long_texts --rounds 3
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

LENGTHS = (4096, 16384)
BACKENDS = ("transformers", "torch", "flax", "tf")
SIZES = dict(vocab_size=1024, max_position_embeddings=16384 + 8)
LAYERS = dict(hidden_size=256, num_hidden_layers=2, num_attention_heads=4, intermediate_size=512)
SEQ2SEQ = dict(d_model=256, encoder_layers=2, decoder_layers=1)
HEADS = dict(encoder_attention_heads=4, decoder_attention_heads=4)
FEEDS = dict(encoder_ffn_dim=512, decoder_ffn_dim=512)
POSITIONS = dict(max_encoder_position_embeddings=16384, max_decoder_position_embeddings=64)
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "Longformer": ("Longformer", SIZES | LAYERS | dict(attention_window=[256, 256])),
    "BigBird": ("BigBird", SIZES | LAYERS),
    "LED": (
        "LED",
        dict(vocab_size=1024, attention_window=256) | SEQ2SEQ | HEADS | FEEDS | POSITIONS,
    ),
    "LongT5": (
        "LongT5",
        dict(vocab_size=1024, d_model=256, d_kv=64, d_ff=512, num_layers=2, num_heads=4),
    ),
}


def checkpoint(name: str, directory: str) -> None:
    """A random model, as transformers saves it."""
    import transformers

    prefix, options = MODELS[name]
    config = getattr(transformers, f"{prefix}Config")(**options)
    getattr(transformers, f"{prefix}Model")(config).save_pretrained(directory)


def function(backend: str, directory: str) -> Callable[[dict[str, np.ndarray]], Any]:
    """A call from inputs [1 t] to the last hidden state."""
    if backend in ("transformers", "torch"):
        import torch

        if backend == "torch":
            from auto_torch import AutoModel
        else:
            from transformers import AutoModel
        model = AutoModel.from_pretrained(directory, dtype="float32").eval()

        def on_torch(inputs: dict[str, np.ndarray]) -> Any:
            with torch.inference_mode():
                return model(**{name: torch.from_numpy(x) for name, x in inputs.items()})[0]

        return on_torch
    if backend == "flax":
        import jax

        from auto_flax import FlaxAutoModel

        compiled: Any = FlaxAutoModel.from_pretrained(directory).compile()
        return lambda inputs: jax.block_until_ready(compiled(**inputs)[0])
    import tensorflow as tf

    from auto_tf import TFAutoModel

    tf_model = TFAutoModel.from_pretrained(directory)
    graph = tf.function(lambda inputs: tf_model(**inputs)[0], autograph=False)
    return lambda inputs: graph({name: tf.constant(x) for name, x in inputs.items()}).numpy()


def measure(name: str, backend: str, directory: str, tokens: int, rounds: int) -> None:
    """Print the seconds of each call, and the bytes that the calls added to the process."""
    call = function(backend, directory)
    inputs = {"input_ids": np.random.default_rng(0).integers(3, 1000, (1, tokens))}
    if name in ("LED", "LongT5"):
        inputs["decoder_input_ids"] = inputs["input_ids"][:, :8]
    before = resident()
    call(inputs)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call(inputs)
        times.append(time.perf_counter() - start)
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"times": times, "peak": peak}))


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def report(rounds: int, models: list[str], backends: list[str]) -> None:
    for name in models:
        print(f"\n{name}, one text of {LENGTHS[0]:,} and of {LENGTHS[1]:,} tokens")
        with tempfile.TemporaryDirectory() as directory:
            checkpoint(name, directory)
            for backend in backends:
                short, long = (child(name, backend, directory, n, rounds) for n in LENGTHS)
                seconds = [statistics.median(found["times"]) for found in (short, long)]
                bytes_ = [found["peak"] for found in (short, long)]
                print(
                    f"  {backend:13} {seconds[0]:6.2f} s {seconds[1]:6.2f} s "
                    f"({seconds[1] / seconds[0]:.1f}x)   {bytes_[0] / 1e6:6.0f} MB "
                    f"{bytes_[1] / 1e6:6.0f} MB ({bytes_[1] / max(bytes_[0], 1):.1f}x)"
                )


def child(name: str, backend: str, directory: str, tokens: int, rounds: int) -> dict[str, Any]:
    """What `measure` found in a process of its own."""
    arguments = ["--child", name, backend, directory, str(tokens), "--rounds", str(rounds)]
    command = [sys.executable, "-m", "benchmarks.long_texts", *arguments]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(printed.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS))
    parser.add_argument("--backends", nargs="+", choices=BACKENDS, default=list(BACKENDS))
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        name, backend, directory, tokens = options.child
        measure(name, backend, directory, int(tokens), options.rounds)
    else:
        report(options.rounds, options.models, options.backends)


if __name__ == "__main__":
    main()
