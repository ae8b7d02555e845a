"""Tokens per second of `generate`, warm, per backend: greedy, float32, random models.

Everything runs in one process, in turns; ratios are medians of the rounds' own ratios. The time
of a call for one token is taken off that of a call for many, so that the prompt does not count.
The rival is transformers on torch. A shape gets as many rounds as fit into `--seconds`; one of
which not even one does, is left out and named: eight prompts of 512 tokens, on few cores.

A step reads every weight once, so memory sets a limit: bytes of the weights over the bandwidth
measured here (the faster of copying and summing). Two more rows, without a model, say how near
torch's own products come to it: one product for each matrix, plain and as `auto_torch` does it.

    python -m benchmarks.generation --rounds 3 --seconds 300
    python -m benchmarks.generation --shapes 1x32 --new 2016 --seconds 3600  # long texts
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
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

import numpy as np

SHAPES = ["1x32", "1x512", "8x32", "8x512"]
FEW = 31  # new tokens: with the first, Flax's buffers are as long as for one
RIVAL, OURS = "transformers, torch eager", "auto_torch, eager"

Generate = Callable[[np.ndarray, int], Any]  # ids [b t], new tokens -> waits until it is done


def models(*, small: bool) -> dict[str, Any]:
    """Configs by title; `small` ones only show that everything runs."""
    import transformers

    gpt2 = {"n_embd": 64, "n_layer": 2, "n_head": 4} if small else {}
    llama = {
        "hidden_size": 64 if small else 1024,
        "intermediate_size": 160 if small else 2816,
        "num_hidden_layers": 2 if small else 24,
        "num_attention_heads": 16,
        "num_key_value_heads": 4,
        "max_position_embeddings": 2048,
        "tie_word_embeddings": True,
    }
    return {
        "GPT-2": transformers.GPT2Config(**gpt2),
        "LLaMA's shape": transformers.LlamaConfig(**llama),
    }


@contextmanager
def checkpoint(config: Any) -> Iterator[str]:
    """A random model, as transformers saves it."""
    import transformers

    with tempfile.TemporaryDirectory() as directory:
        transformers.AutoModelForCausalLM.from_config(config).save_pretrained(directory)
        yield directory


def callables(directory: str) -> dict[str, Generate]:
    """A function per backend, ready to be timed."""
    import torch
    import transformers

    from auto_flax import FlaxAutoModelForCausalLM
    from auto_tf import TFAutoModelForCausalLM
    from auto_torch import AutoModelForCausalLM

    def of(model: Any, tensor: Callable[[np.ndarray], Any]) -> Generate:
        model.generation_config.eos_token_id = None  # every call makes as many tokens as asked

        def generate(ids: np.ndarray, new: int) -> Any:
            options = {"max_new_tokens": new, "pad_token_id": 0, "do_sample": False}
            return np.asarray(model.generate(tensor(ids), **options))

        return generate

    kinds = {
        RIVAL: (transformers.AutoModelForCausalLM, torch.from_numpy),
        OURS: (AutoModelForCausalLM, torch.from_numpy),
        "auto_flax, lax.while_loop": (FlaxAutoModelForCausalLM, np.asarray),
        "auto_tf, tf.while_loop": (TFAutoModelForCausalLM, np.asarray),
    }
    return {
        name: of(library.from_pretrained(directory, dtype="float32"), tensor)
        for name, (library, tensor) in kinds.items()
    }


def products(directory: str) -> tuple[dict[str, Generate], int]:
    """A function per kind of product, one for every matrix of a model; bytes of the matrices."""
    import torch

    from auto_torch import AutoModelForCausalLM, ops

    model = AutoModelForCausalLM.from_pretrained(directory, dtype="float32")
    tables = ("wpe",)  # of which a step reads a row; word embeddings are the head's matrix too
    matrices = [
        # As a step multiplies by it: [inner, outer].
        p.detach() if name.endswith(("c_attn.weight", "c_fc.weight", "c_proj.weight")) else p.t()
        for name, p in model.named_parameters()
        if p.ndim == 2 and not any(table in name for table in tables)
    ]

    def by(product: Callable[[Any, Any], Any]) -> Generate:
        def generate(ids: np.ndarray, new: int) -> None:
            inputs = {m.shape[0]: torch.ones(len(ids), m.shape[0]) for m in matrices}
            with torch.no_grad():
                for _ in range(new):
                    for matrix in matrices:
                        product(inputs[matrix.shape[0]], matrix)

        return generate

    functions = {"products alone, torch": by(torch.matmul), "products alone, ours": by(ops.matmul)}
    return functions, sum(4 * m.numel() for m in matrices)


def bandwidth(seconds: float = 1.0) -> float:
    """Bytes per second of main memory: the best of copies (read and written) and sums."""
    import torch

    source = torch.ones(50_000_000)
    target = torch.empty_like(source)
    jobs = [(lambda: target.copy_(source), 2), (lambda: source.sum(), 1)]
    best, end = 0.0, time.perf_counter() + seconds
    while time.perf_counter() < end or not best:
        for job, passes in jobs:
            start = time.perf_counter()
            job()
            best = max(best, passes * 4 * source.numel() / (time.perf_counter() - start))
    return best


def measure(
    functions: dict[str, Generate], shape: tuple[int, int], new: int, rounds: int, seconds: float
) -> dict[str, list[float]] | float:
    """Seconds per step of each round, the functions in turns: so many rounds, or as fit in.

    Before, each function is called once. Where that shows that no round fits in, what a round
    takes is all there is to say.
    """
    ids = np.random.default_rng(0).integers(3, 1000, shape)

    def spent(name: str, count: int) -> float:
        start = time.perf_counter()
        functions[name](ids, count)
        return time.perf_counter() - start

    functions[RIVAL](ids[:1, :1], 1)  # what only the first call of a process takes
    first = 2 * len(functions) * spent(RIVAL, 1)  # of each function: the prompt, twice
    if first > seconds:
        return first
    for name in functions:
        spent(name, 1)
        if new > FEW:  # longer buffers, for which Flax compiles
            spent(name, 1 + new)
    times: dict[str, list[float]] = {name: [] for name in functions}
    start = time.perf_counter()
    for turn in range(rounds):
        for name in functions:
            short, long = spent(name, 1), spent(name, 1 + new)
            times[name].append((long - short) / new)
        if (time.perf_counter() - start) * (turn + 2) / (turn + 1) > seconds:
            break
    return times


def report(times: dict[str, list[float]], batch: int, limit: float) -> None:
    """Print tokens per second, the ratio to the rival, and the share of `limit` (steps/s)."""
    for name, values in times.items():
        middle = statistics.median(values)
        if min(values + times[RIVAL]) <= 0:
            print(f"  {name:28} lost in the machine's noise")
            continue
        ratios = [theirs / ours for ours, theirs in zip(values, times[RIVAL], strict=True)]
        print(
            f"  {name:28} {batch / middle:9.1f} tokens/s {statistics.median(ratios):6.2f}x "
            f"transformers {100 / middle / limit:5.0f}% of memory's limit"
        )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="models that only show it runs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=40, help="for the rounds of a shape")
    parser.add_argument("--new", type=int, default=FEW, help="tokens written beside the first")
    parser.add_argument("--shapes", nargs="+", default=SHAPES, help="batch x tokens of prompts")
    options = parser.parse_args(arguments)
    new = 7 if options.small else options.new
    shapes = [tuple(map(int, shape.split("x"))) for shape in options.shapes]
    for title, config in models(small=options.small).items():
        with checkpoint(config) as directory:
            bare, size = products(directory)
            functions = callables(directory) | bare
            for batch, tokens in shapes:
                speed = bandwidth()
                print(
                    f"\nGeneration, {title}, {size / 1e6:,.0f} MB of weights, batch {batch}, prompt"
                    f" {tokens}; memory {speed / 1e9:.0f} GB/s, limit {speed / size:,.0f} steps/s"
                )
                shape = (batch, tokens)
                times = measure(functions, shape, new, options.rounds, options.seconds)
                if isinstance(times, float):
                    print(f"  left out: a round takes {times:.0f} s, see --seconds")
                else:
                    report(times, batch, speed / size)


if __name__ == "__main__":
    main()
