"""The forward pass of a BERT-base-sized random model, warm, per backend.

Everything runs in one process, in turns. torch is eager; Flax is under jit and TensorFlow under
tf.function, as their users run them. The rival is transformers on torch.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

SHAPES = [(1, 16), (1, 128), (8, 128)]


@contextmanager
def checkpoint() -> Iterator[str]:
    """A random model of BERT-base's size, as transformers saves it."""
    import transformers

    with tempfile.TemporaryDirectory() as directory:
        transformers.BertModel(transformers.BertConfig()).save_pretrained(directory)
        yield directory


def callables(directory: str) -> dict[str, Callable[[np.ndarray], Any]]:
    """A function per backend, from ids [b t] to the last hidden state, ready to be timed."""
    import jax
    import tensorflow as tf
    import torch
    import transformers

    from auto_flax import FlaxAutoModel
    from auto_tf import TFAutoModel
    from auto_torch import AutoModel

    ours, theirs = (
        library.from_pretrained(directory, dtype="float32")
        for library in (AutoModel, transformers.AutoModel)
    )
    flax_model = FlaxAutoModel.from_pretrained(directory).compile()
    tf_model = TFAutoModel.from_pretrained(directory)
    graph = tf.function(lambda ids: tf_model(ids).last_hidden_state, autograph=False)

    def on_torch(model: Any) -> Callable[[np.ndarray], Any]:
        def call(ids: np.ndarray) -> Any:
            with torch.inference_mode():
                return model(torch.from_numpy(ids)).last_hidden_state

        return call

    return {
        "transformers, torch eager": on_torch(theirs),
        "auto_torch, eager": on_torch(ours),
        "auto_flax, jit": lambda ids: jax.block_until_ready(flax_model(ids).last_hidden_state),
        "auto_tf, tf.function": lambda ids: graph(tf.constant(ids)).numpy(),
    }


def measure(
    functions: dict[str, Callable[[np.ndarray], Any]], ids: np.ndarray, rounds: int
) -> dict[str, list[float]]:
    """Seconds of each call; the functions take turns."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for turn in range(-2, rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function(ids)
            if turn >= 0:
                times[name].append(time.perf_counter() - start)
    return times


def main(rounds: int = 15) -> None:
    with checkpoint() as directory:
        functions = callables(directory)
        for shape in SHAPES:
            ids = np.random.default_rng(0).integers(1000, 30000, shape)
            times = measure(functions, ids, rounds)
            rival = statistics.median(times["transformers, torch eager"])
            print(f"\nForward of BERT-base at {shape} (batch, tokens)")
            for name, values in times.items():
                middle = statistics.median(values)
                print(f"  {name:28} {1000 * middle:9.1f} ms {middle / rival:7.2f}x transformers")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    main(parser.parse_args().rounds)
