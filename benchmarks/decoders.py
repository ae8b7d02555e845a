"""Tokens per second of decoders with experts and with states, warm, per backend.

Three shapes of small layers: a mixture of 8 of 64 experts, Mamba 2, and the gated delta rule. Of
each, a step of generation and a pass over a prompt, in one process, in turns, as
`benchmarks.generation` measures: ratios are medians of the rounds' own ratios, to transformers
on torch and to our own torch.

    python -m benchmarks.decoders --rounds 5
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

import numpy as np

from benchmarks.generation import OURS, RIVAL, Generate, callables, checkpoint, measure

SHAPES = [(1, 32), (4, 32)]
PROMPT = (2, 512)


def models(*, small: bool) -> dict[str, Any]:
    """Configs by title; `small` ones only show that everything runs."""
    import transformers

    layers = 4
    width = 64 if small else 512
    common = {
        "vocab_size": 1024,
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": 8,
        "num_key_value_heads": 2,
        "head_dim": width // 8,
        "max_position_embeddings": 2048,
        "tie_word_embeddings": True,
    }
    experts = {
        "num_experts": 64,
        "num_experts_per_tok": 8,
        "moe_intermediate_size": width // 2,
        "norm_topk_prob": True,
    }
    states = {
        "vocab_size": 1024,
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_heads": width // 32,
        "head_dim": 64,
        "state_size": 64,
        "n_groups": 1,
    }
    delta = {
        "intermediate_size": 2 * width,
        "linear_num_key_heads": 4,
        "linear_num_value_heads": 8,
        "linear_key_head_dim": width // 8,
        "linear_value_head_dim": width // 8,
    }
    return {
        "8 of 64 experts (Qwen3-MoE)": transformers.Qwen3MoeConfig(**common, **experts),
        "Mamba 2": transformers.Mamba2Config(**states),
        "gated delta rule (Qwen3.5)": transformers.Qwen3_5TextConfig(**common, **delta),
    }


def passes(functions: dict[str, Generate], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Seconds of a pass over a prompt with one token behind it, the functions in turns."""
    ids = np.random.default_rng(0).integers(3, 1000, PROMPT)
    times: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function(ids, 1)
    end = time.perf_counter() + seconds
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function(ids, 1)
            times[name].append(time.perf_counter() - start)
        if time.perf_counter() > end:
            break
    return times


def report(times: dict[str, list[float]], tokens: int) -> None:
    """Tokens per second, and ratios to transformers and to our own torch."""

    def ratio(name: str, base: str) -> float:
        pairs = zip(times[base], times[name], strict=True)
        return statistics.median(other / own for other, own in pairs)

    for name, values in times.items():
        if min(values + times[RIVAL] + times[OURS]) <= 0:
            print(f"  {name:28} lost in the machine's noise")
            continue
        speed = tokens / statistics.median(values)
        print(
            f"  {name:28} {speed:10.1f} tokens/s {ratio(name, RIVAL):6.2f}x transformers"
            f" {ratio(name, OURS):6.2f}x our torch"
        )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="models that only show it runs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60, help="for the rounds of a shape")
    options = parser.parse_args(arguments)
    new = 7 if options.small else 31
    for title, config in models(small=options.small).items():
        with checkpoint(config) as directory:
            functions = callables(directory)
            for batch, tokens in SHAPES:
                print(f"\nSteps of generation, {title}, batch {batch}, prompt {tokens}")
                shape = (batch, tokens)
                times = measure(functions, shape, new, options.rounds, options.seconds)
                if isinstance(times, float):
                    print(f"  left out: a round takes {times:.0f} s, see --seconds")
                else:
                    report(times, batch)
            print(f"\nA prompt of {PROMPT[1]} tokens, {title}, batch {PROMPT[0]}")
            report(passes(functions, options.rounds, options.seconds), PROMPT[0] * PROMPT[1])


if __name__ == "__main__":
    main()
